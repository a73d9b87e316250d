/** A folder in memory for the files of a test run: on a disk each commit of a database waits for it, most often 5 to 10 ms. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where Linux keeps files in memory. https://man7.org/linux/man-pages/man7/shm_overview.7.html */
const SHARED_MEMORY = '/dev/shm';
const PREFIX = 'llm-proxy-tests-';
/** A tenth of it is used at most; the 64 MiB of a container are too few. */
const LEAST_FREE_BYTES = 4 * 1024 ** 3;
const DAY_MS = 86_400_000;

/** @returns {string | undefined} the path of a new folder, which goes with this process; undefined where there is no room */
export function memoryFolder() {
  if (process.platform !== 'linux' || !hasRoom()) return undefined;
  let folder;
  try {
    removeForgotten();
    folder = mkdtempSync(path.join(SHARED_MEMORY, PREFIX));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    // PostgreSQL does not run as root, and has to get through.
    chmodSync(folder, 0o711);
  } catch {
    return undefined;
  }
  return canRunPrograms(folder) ? folder : undefined;
}

function hasRoom() {
  try {
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    return Math.min(bavail * bsize, process.availableMemory()) > LEAST_FREE_BYTES;
  } catch {
    return false;
  }
}

/** A run that was killed could not remove its own. */
function removeForgotten() {
  for (const name of readdirSync(SHARED_MEMORY)) {
    const found = path.join(SHARED_MEMORY, name);
    if (!name.startsWith(PREFIX) || Date.now() - statSync(found).mtimeMs < DAY_MS) continue;
    rmSync(found, { recursive: true, force: true });
  }
}

/** Tests install commands in their folders and run them; containers often forbid that in memory. */
function canRunPrograms(folder) {
  const program = path.join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
  const { status } = spawnSync(program);
  rmSync(program);
  return status === 0;
}
