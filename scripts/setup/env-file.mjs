/** The `.env` file of a clone: made from `.env.example` once, and read for programs that do not read it themselves. */
import { constants, copyFileSync, lstatSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ensureCompiled, isCompiled } from './compile.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot } from './paths.mjs';
import { SetupError } from './setup-error.mjs';

const FILE = inRoot('.env');

/** Writes `.env` from `.env.example` unless there is one. */
export function ensureEnvFile() {
  if (isThere()) return;
  try {
    copyFileSync(inRoot('.env.example'), FILE, constants.COPYFILE_EXCL);
  } catch (error) {
    // Another command wrote it meanwhile.
    if (error.code === 'EEXIST') return;
    throw error;
  }
  console.error('Wrote .env from .env.example (mock mode; edit it to change settings).');
}

/**
 * Reads `.env` with the service's own reader, so that a line means the same to both; the reader is installed and compiled
 * first where that is still to do.
 * @param {string} [file] the clone's own by default
 * @returns {Promise<Record<string, string>>} the variables; none when there is no file
 * @throws {SetupError} naming the file, the line and what to write instead, or what could not be installed or compiled
 */
export async function readEnvFile(file = FILE) {
  if (!isThere(file)) return {};
  await ensureInstalled({ purpose: isCompiled() ? 'run' : 'build' });
  await ensureCompiled();
  const reader = createRequire(import.meta.url)(inRoot('dist', 'config', 'env-file.js'));
  try {
    return reader.readEnvFile(file);
  } catch (error) {
    throw error.name === 'SettingsError' ? new SetupError(error.message) : error;
  }
}

/** Whether there is something of that name, also a link that leads nowhere. */
function isThere(file = FILE) {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}
