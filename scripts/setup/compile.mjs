/** Compiles src/ to dist/ with tsc and bundles what it made, when what they are made from has changed since the last time. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { withLock } from './lock.mjs';
import { nodeBinary } from './node-binary.mjs';
import { MAIN, ROOT, UNBUNDLED_MAIN, inRoot } from './paths.mjs';
import { SetupError } from './setup-error.mjs';
import { runStep } from './step.mjs';

/** The hash of the sources that dist/ was made from, and how their files were found on the disk when they were last read. */
const STAMP = inRoot('dist', '.sources.sha256');

const BUNDLER = ['scripts', 'setup', 'bundle.mjs'];

/** @returns {boolean} whether dist/ was made from the present sources; an image without sources counts as such */
export function isCompiled() {
  if (!existsSync(MAIN)) return false;
  if (!existsSync(inRoot('src'))) return true;
  if (!existsSync(STAMP)) return false;
  const [hash, seen] = readFileSync(STAMP, 'utf8').split('\n');
  // What nobody has touched need not be read again, which was a tenth of a command.
  const onDisk = filesHash();
  if (seen === onDisk) return true;
  if (hash !== sourcesHash()) return false;
  try {
    writeFileSync(STAMP, `${hash}\n${onDisk}`);
  } catch {
    // A folder that cannot be written: they are read again each time.
  }
  return true;
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
  // In this order: what changes meanwhile is seen by the next look.
  const onDisk = filesHash();
  const hash = sourcesHash();
  rmSync(STAMP, { force: true });
  // With its record alone left over, an incremental tsc would believe that everything was written.
  if (!existsSync(UNBUNDLED_MAIN)) rmSync(inRoot('dist', '.tsbuildinfo'), { force: true });
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc');
  await build('Compiling', [tsc, '-p', 'tsconfig.build.json', ...options], started);
  await build('Bundling', [inRoot(...BUNDLER)], started);
  writeFileSync(STAMP, `${hash}\n${onDisk}`);
}

async function build(what, program, started) {
  const { ok, output } = await runStep(what, [nodeBinary(), ...program], { started });
  if (!ok)
    throw new SetupError('The build failed: correct the errors above, then run the command again.', output);
}

/** Content, not times: a checkout or a copied tree makes times meaningless. */
function sourcesHash() {
  const hash = createHash('sha256');
  for (const file of whatIsCompiled())
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0');
  return hash.digest('hex');
}

/** By the time of a file's last change, which no program can set, its size and which file it is. */
function filesHash() {
  const hash = createHash('sha256');
  for (const file of whatIsCompiled()) {
    const { ctimeMs, size, ino } = statSync(`${ROOT}/${file}`);
    hash.update(`${file}\0${ctimeMs} ${size} ${ino}\0`);
  }
  return hash.digest('hex');
}

function whatIsCompiled() {
  return [
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
    BUNDLER.join('/'),
    ...sourceFiles('src'),
  ];
}

function sourceFiles(folder) {
  return readdirSync(`${ROOT}/${folder}`, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sourceFiles(file);
      return file.endsWith('.ts') && !file.endsWith('.spec.ts') ? [file] : [];
    });
}
