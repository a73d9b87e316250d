// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pause } from './clock.mjs';

/** Logs and profiles; not kept in the repository. */
export const CACHE = join(import.meta.dirname, '.cache');
mkdirSync(CACHE, { recursive: true });

/** @typedef {{ target: number, load: number, upstream: number }} Cores */
/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * @returns {Cores | undefined} one core for the target alone; undefined where processes cannot be pinned
 */
export function chooseCores() {
  if (spawnSync('taskset', ['-V']).status !== 0) return undefined;
  const allowed = /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0';
  const cores = allowed.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  if (cores.length < 2) return undefined;
  return { target: cores[cores.length - 1], upstream: cores[0], load: cores[cores.length > 2 ? 1 : 0] };
}

/**
 * @param {string[]} command program and arguments
 * @param {{ core?: number, env?: Record<string, string>, log?: string, ipc?: boolean }} options `log`: a file in
 *   the cache that takes what the process prints; without it standard output is piped
 * @returns {ChildProcess} which ends with this process
 */
export function start(command, { core, env, log, ipc = false }) {
  const pinned = core === undefined ? command : ['taskset', '-c', String(core), ...command];
  const file = log === undefined ? undefined : openSync(join(CACHE, log), 'a');
  const child = spawn(pinned[0], pinned.slice(1), {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', file ?? 'pipe', file ?? 'inherit', ...(ipc ? [/** @type {const} */ ('ipc')] : [])],
  });
  if (file !== undefined) closeSync(file);
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/**
 * @param {ChildProcess} child that prints `listening <port>`
 * @returns {Promise<number>}
 */
export function listeningPort(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}`)));
    child.stdout?.once('data', (line) => resolve(Number(/listening (\d+)/.exec(String(line))?.[1])));
  });
}

/**
 * @param {ChildProcess} child
 * @param {string} url that answers 200 when the process is ready
 * @param {number} limitMs
 * @throws {Error} when the process ends, or the limit passes
 */
export async function ready(child, url, limitMs) {
  let last = 'no answer';
  for (const until = performance.now() + limitMs; performance.now() < until; await pause(50)) {
    if (child.exitCode !== null) throw new Error(`it ended with exit code ${child.exitCode}`);
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
      await response.body?.cancel();
      if (response.ok) return;
      last = `status ${response.status}`;
    } catch (error) {
      last = String(error);
    }
  }
  throw new Error(`${url} is not ready after ${limitMs / 1000} s: ${last}`);
}

/**
 * @param {ChildProcess} child
 * @param {number} limitMs after which it is killed
 */
export async function stop(child, limitMs = 5000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  await ended;
  clearTimeout(timer);
}

/** @returns {Promise<number>} a port that was free a moment ago */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
    });
  });
}
