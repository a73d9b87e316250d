/** Compiles src/ to dist/ with tsc, when what it is made from has changed since the last time. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withLock } from './lock.mjs';
import { nodeBinary } from './node-binary.mjs';
import { MAIN, inRoot } from './paths.mjs';
import { SetupError } from './setup-error.mjs';
import { runStep } from './step.mjs';

const STAMP = inRoot('dist', '.sources.sha256');

/** @returns {boolean} whether dist/ was made from the present sources; an image without sources counts as such */
export function isCompiled() {
  if (!existsSync(MAIN)) return false;
  if (!existsSync(inRoot('src'))) return true;
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourcesHash();
}

/**
 * Types are not checked, which halves the time until the service runs: `npm run build` and `npm run check` do that.
 * @throws {SetupError} when the compiler reports errors; they are in its details
 */
export async function ensureCompiled() {
  if (isCompiled()) return;
  await withLock('compile', async ({ add }) => {
    if (!isCompiled()) await compile(['--noCheck'], add);
  });
}

/**
 * Compiles in any case, and checks the types.
 * @throws {SetupError} as ensureCompiled
 */
export async function compileChecked() {
  await withLock('compile', ({ add }) => compile([], add));
}

async function compile(options, started) {
  const hash = sourcesHash();
  rmSync(STAMP, { force: true });
  // With its record alone left over, an incremental tsc would believe that everything was written.
  if (!existsSync(MAIN)) rmSync(inRoot('dist', '.tsbuildinfo'), { force: true });
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc');
  const command = [nodeBinary(), tsc, '-p', 'tsconfig.build.json', ...options];
  const { ok, output } = await runStep('Compiling', command, { started });
  if (!ok)
    throw new SetupError('The build failed: correct the errors above, then run the command again.', output);
  writeFileSync(STAMP, hash);
}

/** Content, not times: a checkout or a copied tree makes times meaningless. */
function sourcesHash() {
  const hash = createHash('sha256');
  const files = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', ...sourceFiles('src')];
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0');
  return hash.digest('hex');
}

function sourceFiles(folder) {
  return readdirSync(inRoot(folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) return sourceFiles(file);
      return file.endsWith('.ts') && !file.endsWith('.spec.ts') ? [file] : [];
    });
}
