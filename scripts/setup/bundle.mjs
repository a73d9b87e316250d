/**
 * Puts what tsc has made, and the packages that every start loads, into one file a thread: dist/bundle/. Finding and loading
 * two thousand modules one by one is a third of a start's CPU. `node dist/main.js` runs the same service without it.
 *
 *   node scripts/setup/bundle.mjs     called after tsc; where it fails, it ends with 1 and says why
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE, MAIN, ROOT, UNBUNDLED_MAIN, inRoot } from './paths.mjs';

/** By the names that the service looks for beside its own file. */
const ENTRIES = {
  [basename(MAIN, '.js')]: UNBUNDLED_MAIN,
  'store-worker': inRoot('dist', 'ledger', 'store', 'store-worker.js'),
};

/** The name in the bundle for what a module of ECMAScript calls `import.meta.url`. */
const URL_NAME = 'bundleUrl';

const LINE_LIMIT = 160;

/** A package by its name, not a file by its path. */
const PACKAGE = /^[^./]/;
const IN_PACKAGES = /[\\/]node_modules[\\/]/;

/**
 * What our own code imports when it is first needed, or looks for in node_modules, stays there, so that a service that never
 * needs it does not hold its text either. What packages import so (Nest its validation) has to be the copy in the bundle.
 */
const ON_DEMAND = new Set(['dynamic-import', 'require-resolve']);
const onDemand = {
  name: 'on demand',
  setup: (bundler) =>
    bundler.onResolve({ filter: PACKAGE }, ({ kind, importer, path }) =>
      ON_DEMAND.has(kind) && !IN_PACKAGES.test(importer) ? { path, external: true } : undefined,
    ),
};

/**
 * class-validator has it for `@IsPhoneNumber`, which nothing here uses (test/bundle holds that): tables of the world's telephone
 * numbers, 2.5 MiB of an idle service.
 */
const UNUSED = /^libphonenumber-js\b/;
const unused = {
  name: 'unused',
  setup: (bundler) => {
    bundler.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'unused' }));
    bundler.onLoad({ filter: UNUSED, namespace: 'unused' }, () => ({ contents: '' }));
  },
};

/** Packages that are not in the bundle, for other reasons. */
const OUTSIDE = [
  // src/upstream/upstream-pool.ts loads its index for proxies; there must be one copy of its classes.
  'undici',
  'undici/*',
  // Nest asks for these where an application uses what they are for. Ours uses none of it, and they are not installed.
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
];

const { outputFiles } = await build({
  absWorkingDir: ROOT,
  entryPoints: ENTRIES,
  outdir: BUNDLE,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: OUTSIDE,
  plugins: [onDemand, unused],
  define: { 'import.meta.url': URL_NAME },
  banner: { js: `const ${URL_NAME} = require('node:url').pathToFileURL(__filename).href;` },
  // White space is a third of the text, which stays in memory; lines stay short enough to be named in a stack trace.
  minifyWhitespace: true,
  lineLimit: LINE_LIMIT,
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
});
rmSync(BUNDLE, { recursive: true, force: true });
mkdirSync(BUNDLE, { recursive: true });
for (const { path, text } of outputFiles) writeFileSync(path, inAscii(text), 'latin1');

/**
 * One character outside of Latin-1 makes V8 hold a whole file in two bytes a character. The bundler writes escapes everywhere
 * but in regular expressions, where they mean the same.
 */
function inAscii(text) {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
