/** Loaded first by the thread of the ledger's store: what it does from then on gives way to calls. */
import { readlinkSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { basename } from 'node:path';

/** As of nice(1), above what the service has: a third of a core that calls want too. */
const NICENESS = 5;

/**
 * Calls come first where both want the same core: a batch of a second's calls takes longer than a caller should wait for its
 * first token. Linux has a priority for each thread (https://man7.org/linux/man-pages/man2/setpriority.2.html), elsewhere it
 * stays as it is.
 */
function giveWay(): void {
  try {
    const niceness = Math.min(getPriority() + NICENESS, constants.priority.PRIORITY_LOW);
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), niceness);
  } catch {
    // Not on Linux, or not allowed.
  }
}

giveWay();
