import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { Secret } from '../../config/secret';
import { codeOf } from '../../database/failure-code';
import { StartRefused } from '../../database/start-refused';
import { masterKeyOf } from './master-key';
import type { MasterKey } from './master-key';

/** The part of a file's mode that says who may do what. */
const PERMISSIONS = 0o777;

/**
 * Reads the keys of a file: one a line in base64, the first encrypts; empty lines and those with `#` in front are passed
 * over.
 * @returns undefined when there is no such file
 * @throws StartRefused when a line is no key, or the file cannot be read
 */
export function readMasterKeys(file: string): readonly MasterKey[] | undefined {
  const text = readText(file);
  if (text === undefined) return undefined;
  const lines = text.split('\n').map((line) => line.trim());
  const keys = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line, index) => {
      const key = masterKeyOf(new Secret(line));
      if (key === undefined) {
        throw new StartRefused(
          `${file} holds no master key as its key ${index + 1}: each is 32 bytes in base64, on one line.`,
        );
      }
      return key;
    });
  if (keys.length === 0) throw new StartRefused(`${file} is empty: restore the master key from its backup.`);
  return keys;
}

/**
 * Writes a file of keys that was not there, for its owner alone. Of several processes that do so one wins, with its key
 * whole.
 * @throws StartRefused when the file cannot be written
 */
export function makeMasterKeyFile(file: string, key: Secret): void {
  let whole: string | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    whole = writeBeside(file, [key]);
    linkSync(whole, file);
  } catch (problem) {
    if (codeOf(problem) === 'EEXIST') return;
    throw new StartRefused(
      `A master key cannot be made in ${file} (${codeOf(problem) ?? 'unwritable'}): let the service's user write there, or set LLM_PROXY__ENCRYPTION_KEY.`,
    );
  } finally {
    if (whole !== undefined) rmSync(whole, { force: true });
  }
}

/**
 * Puts other keys into a file at one stroke: readers find the old ones or the new ones. Its owner and its mode stay: the
 * service's user may be another one than who turns the key (root, by `sudo`).
 * @throws an error of the system when that cannot be done
 */
export function replaceMasterKeys(file: string, keys: readonly Secret[]): void {
  const whole = writeBeside(file, keys);
  try {
    keepAccess(statSync(file), whole);
    renameSync(whole, file);
  } catch (problem) {
    rmSync(whole, { force: true });
    throw problem;
  }
}

function keepAccess({ uid, gid, mode }: Stats, file: string): void {
  chmodSync(file, mode & PERMISSIONS);
  try {
    chownSync(file, uid, gid);
  } catch (problem) {
    // A group that we are not in; the owner can read it all the same.
    if (uid !== process.geteuid?.()) throw problem;
  }
}

function writeBeside(file: string, keys: readonly Secret[]): string {
  const beside = `${file}.${randomBytes(4).toString('hex')}`;
  const descriptor = openSync(beside, 'wx', 0o600);
  try {
    writeSync(descriptor, keys.map((key) => `${key.reveal()}\n`).join(''));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return beside;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (problem) {
    if (codeOf(problem) === 'ENOENT') return undefined;
    throw new StartRefused(
      `The master key in ${file} cannot be read (${codeOf(problem) ?? 'unreadable'}): let the service's user read it.`,
    );
  }
}
