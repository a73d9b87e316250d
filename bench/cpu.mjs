// @ts-check
/**
 * What a process and its descendants have used, from Linux's `/proc` (proc(5)).
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds in a clock tick of `/proc/<pid>/stat`; USER_HZ is 100 on every Linux that Node runs on. */
const TICK_MICROS = 10_000;

/**
 * @param {string} path
 * @returns {string} empty where a process has ended or the kernel offers no such file
 */
function read(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/**
 * The fields of `/proc/<pid>/stat` that follow the command's name, which may itself hold spaces.
 * @param {number} pid
 * @returns {string[]} field 3 (state) first
 */
function stat(pid) {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/**
 * @param {number} root
 * @returns {number[]} the process and all its descendants
 */
export function processTree(root) {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = Number(stat(pid)[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/**
 * CPU time of one process: of its threads in nanoseconds from `schedstat` (a thread that has ended is not in
 * it; Node keeps its threads), else in ticks of 10 ms from `stat`; with its ended and awaited children.
 * @param {number} pid
 * @returns {number} microseconds
 */
function processMicros(pid) {
  const fields = stat(pid);
  const endedChildren = (Number(fields[13]) + Number(fields[14])) * TICK_MICROS || 0;
  let nanos = 0;
  for (const thread of threads(pid))
    nanos += Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]);
  const own = nanos > 0 ? nanos / 1000 : (Number(fields[11]) + Number(fields[12])) * TICK_MICROS || 0;
  return own + endedChildren;
}

/** @param {number} pid */
function threads(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/**
 * @param {number} root
 * @returns {number} CPU microseconds of the process tree since it began
 */
export function cpuMicros(root) {
  return processTree(root).reduce((sum, pid) => sum + processMicros(pid), 0);
}

/**
 * @returns {number} CPU microseconds that the machine's cores were busy, or taken away by its host, since boot
 */
export function machineMicros() {
  const [user, nice, system, , , irq, softirq, steal] = read('/proc/stat')
    .split('\n', 1)[0]
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) * TICK_MICROS;
}

/**
 * @param {number} pid
 * @returns {number} the most resident memory that the process had at any time, in MiB
 */
export function mostResidentMib(pid) {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? NaN) / 1024;
}

/**
 * @param {number} root
 * @returns {number} resident memory of the process tree in MiB; pages shared inside it count each time
 */
export function residentMib(root) {
  let kib = 0;
  for (const pid of processTree(root)) {
    const rss = /^(?:Rss|VmRSS):\s+(\d+) kB/m.exec(
      read(`/proc/${pid}/smaps_rollup`) || read(`/proc/${pid}/status`),
    );
    kib += Number(rss?.[1] ?? 0);
  }
  return kib / 1024;
}
