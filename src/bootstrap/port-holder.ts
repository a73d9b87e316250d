import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** A process that listens on a port. */
interface PortHolder {
  readonly pid: number;
  /** The name of its program; empty where that is not told. */
  readonly command: string;
}

/** State of a socket that listens, in /proc/net/tcp. */
const LISTENING = '0A';
/** Open files that are looked at; a machine with more is not searched to its end. */
const MAX_FILES = 500_000;

/** One line about a port that is taken: by which process, where that can be known, and what to do. */
export function portInUse(port: number, elseDo: string): string {
  const holders = portHolders(port);
  if (holders.length === 0) return `Port ${port} is in use: stop what listens there, or ${elseDo}.`;
  const shown = holders.map(({ pid, command }) => `${pid}${command === '' ? '' : ` (${command})`}`);
  return `Port ${port} is in use by process ${shown.join(', ')}: stop it, or ${elseDo}.`;
}

/**
 * The processes that listen on a TCP port of this machine, as Linux tells it (proc(5): the sockets of `net/tcp` and
 * `net/tcp6` by their inode, then the process that has this inode open). Empty where that cannot be known: on another
 * system, of another user's process, or of one in another container.
 */
function portHolders(port: number): PortHolder[] {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return [];
  const holders: PortHolder[] = [];
  let files = 0;
  for (const pid of entries('/proc').filter((name) => /^\d+$/.test(name))) {
    const open = entries(`/proc/${pid}/fd`);
    files += open.length;
    if (files > MAX_FILES) break;
    if (!open.some((file) => inodes.has(target(`/proc/${pid}/fd/${file}`)))) continue;
    holders.push({ pid: Number(pid), command: commandOf(pid) });
  }
  return holders;
}

/** The program it was started as; `comm` is what its main thread calls itself, which is `MainThread` of Node. */
function commandOf(pid: string): string {
  const [program = ''] = read(`/proc/${pid}/cmdline`).split('\0', 1);
  return program === '' ? read(`/proc/${pid}/comm`).trim() : basename(program);
}

/** What the open files of a process that listens there are called: `socket:[1234]`. */
function listeningInodes(port: number): Set<string> {
  const inHex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of read(table).split('\n')) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === LISTENING && local?.endsWith(`:${inHex}`) === true && inode !== undefined)
        inodes.add(`socket:[${inode}]`);
    }
  }
  return inodes;
}

// A process may end while it is looked at, and another user's shows nothing: what cannot be read is empty.

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
