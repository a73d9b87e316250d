/**
 * Locks between processes of one clone, so that two starts at the same time do not install or compile over each other.
 * A lock is a file that names the processes which hold it; it is free again as soon as none of them lives, however they
 * ended.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { STATE } from './paths.mjs';
import { SetupError, fileError } from './setup-error.mjs';

const POLL_MS = 200;
const WAIT_LIMIT_MS = 20 * 60_000;
/** How long a lock may be empty because its holder is just writing it. */
const WRITING_LIMIT_MS = 2000;

/**
 * Runs `work` while this process holds the lock.
 * @template T
 * @param {string} name of the lock: `install`, `compile` or `litellm`
 * @param {(held: { add(pid: number): void }) => Promise<T>} work gets a way to add a child to the lock's holders, so that
 *   the lock outlives this process for as long as the child does
 * @returns {Promise<T>} what `work` returned
 * @throws {SetupError} when the lock cannot be written, or is held by others for 20 minutes
 */
export async function withLock(name, work) {
  const file = path.join(STATE, `${name}.lock`);
  const holders = [identity(process.pid)];
  await take(file, holders, name);
  try {
    return await work({
      add: (pid) => {
        holders.push(identity(pid));
        writeFileSync(file, JSON.stringify(holders));
      },
    });
  } finally {
    rmSync(file, { force: true });
  }
}

async function take(file, holders, name) {
  const deadline = Date.now() + WAIT_LIMIT_MS;
  let announced = false;
  while (!create(file, holders)) {
    const living = livingHolders(file);
    if (living.length === 0 && !isBeingWritten(file)) {
      removeStale(file);
      continue;
    }
    if (living.length > 0 && !announced) {
      announced = true;
      console.error(`Waiting for process ${living.join(' and ')}, which does the same step (${name}) ...`);
    }
    if (Date.now() > deadline)
      throw new SetupError(
        `${file} is held by process ${living.join(' and ')} for 20 minutes: end that process, then run the command again.`,
      );
    await sleep(POLL_MS);
  }
}

/** @returns {boolean} false when another process was first */
function create(file, holders) {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(holders), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw fileError(error);
  }
}

/** @returns {number[]} the ids of the holders that still live */
function livingHolders(file) {
  return holdersIn(read(file)).flatMap((holder) => {
    const pid = Number(String(holder).split(':')[0]);
    return identity(pid) === holder ? [pid] : [];
  });
}

/** Moved away before it is removed: what another process has just created in its place must not be lost. */
function removeStale(file) {
  const seen = read(file);
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) === seen) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isBeingWritten(file) {
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return changed !== undefined && read(file) === '' && Date.now() - changed < WRITING_LIMIT_MS;
}

/** @returns {string[]} the identities in a lock; none when it is empty or damaged */
function holdersIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return [];
  }
}

/** @returns {string | undefined} process id and start time, because ids are used again; undefined when it does not live */
function identity(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return undefined;
  }
  return `${pid}:${startTime(pid)}`;
}

/** Linux tells when a process started; elsewhere the id alone has to do. */
function startTime(pid) {
  if (process.platform !== 'linux') return '';
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
