/** Compiles src/ to dist/ with tsc, when what it is made from has changed since the last time. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nodeBinary } from './node-binary.mjs';
import { MAIN, ROOT, inRoot } from './paths.mjs';
import { SetupError } from './setup-error.mjs';

const STAMP = inRoot('dist', '.sources.sha256');

/** @returns {boolean} whether dist/ was made from the present sources; an image without sources counts as such */
export function isCompiled() {
  if (!existsSync(MAIN)) return false;
  if (!existsSync(inRoot('src'))) return true;
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === sourcesHash();
}

/** @throws {SetupError} when the compiler reports errors; they are in its details */
export function ensureCompiled() {
  if (!isCompiled()) compile();
}

/** @throws {SetupError} as ensureCompiled */
export function compile() {
  const hash = sourcesHash();
  console.error('Compiling ...');
  rmSync(STAMP, { force: true });
  // With its record alone left over, an incremental tsc would believe that everything was written.
  if (!existsSync(MAIN)) rmSync(inRoot('dist', '.tsbuildinfo'), { force: true });
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc');
  const result = spawnSync(nodeBinary(), [tsc, '-p', 'tsconfig.build.json'], { cwd: ROOT, encoding: 'utf8' });
  if (result.status !== 0) {
    throw new SetupError(
      'The build failed: mend the errors above, then run the command again.',
      `${result.stdout ?? ''}${result.stderr ?? ''}`,
    );
  }
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
