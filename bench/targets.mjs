// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, listeningPort, ready, start, stop } from './processes.mjs';
import { KEY } from './requests.mjs';

/** @typedef {import('./load.mjs').Target & { name: string, stop: () => Promise<void> }} BenchTarget */

const HERE = import.meta.dirname;
const LITELLM = join(HERE, '..', 'litellm', '.venv', 'bin', 'litellm');
const CHAT = '/v1/chat/completions';

/**
 * @param {{ core?: number, port?: number }} options `port` 0 = any
 * @returns {Promise<BenchTarget>} the upstream itself, as a target without any proxy
 */
export async function startUpstream({ core, port = 0 }) {
  const child = start([process.execPath, join(HERE, 'upstream.mjs'), String(port)], { core });
  return {
    name: 'no proxy',
    host: '127.0.0.1',
    port: await listeningPort(child),
    path: CHAT,
    headers: {},
    pid: 0,
    stop: () => stop(child),
  };
}

/**
 * @param {{ upstreamPort: number, core?: number, name?: string, nodeOptions?: string[] }} options
 * @returns {Promise<BenchTarget>}
 */
export async function startFloor({ upstreamPort, core, name = 'floor', nodeOptions = [] }) {
  const command = [process.execPath, ...nodeOptions, join(HERE, 'floor.mjs'), String(upstreamPort)];
  const child = start(command, { core });
  return {
    name,
    host: '127.0.0.1',
    port: await listeningPort(child),
    path: CHAT,
    headers: {},
    pid: child.pid ?? 0,
    stop: () => stop(child),
  };
}

/**
 * @param {{ upstreamPort: number, core?: number }} options
 * @returns {Promise<BenchTarget | undefined>} undefined where LiteLLM is not installed
 */
export async function startLitellm({ upstreamPort, core }) {
  if (!existsSync(LITELLM)) return undefined;
  const port = await freePort();
  const env = {
    LITELLM_LOCAL_MODEL_COST_MAP: 'True',
    LITELLM_MASTER_KEY: KEY,
    BENCH_UPSTREAM: `http://127.0.0.1:${upstreamPort}/v1`,
  };
  const command = [
    LITELLM,
    '--config',
    join(HERE, 'litellm.yaml'),
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
  ];
  const child = start(command, { core, env, log: 'litellm.log' });
  try {
    await ready(child, `http://127.0.0.1:${port}/health/liveliness`, 60_000);
  } catch (error) {
    await stop(child);
    throw new Error('LiteLLM did not start (bench/.cache/litellm.log says why)', { cause: error });
  }
  return {
    name: 'LiteLLM',
    host: '127.0.0.1',
    port,
    path: CHAT,
    headers: {},
    pid: child.pid ?? 0,
    stop: () => stop(child),
  };
}

/**
 * A gateway that somebody else started, with the benchmark's upstream (`--upstream-port`) behind it.
 * @param {string} text `name=pid,url`; a URL without a path means `/v1/chat/completions`
 * @param {Record<string, string>} headers it needs besides the usual ones
 * @param {number | undefined} core to pin it to
 * @returns {BenchTarget}
 * @throws {Error} on any other form
 */
export function peerTarget(text, headers, core) {
  const [, name, pid, address] = /^([^=]+)=(\d+),(http:\/\/.+)$/.exec(text) ?? [];
  if (!name) throw new Error(`--peer ${text}: expected name=pid,http://host:port`);
  const url = new URL(address);
  if (core !== undefined) spawnSync('taskset', ['-a', '-c', '-p', String(core), pid]);
  return {
    name,
    host: url.hostname,
    port: Number(url.port || 80),
    path: url.pathname === '/' ? CHAT : url.pathname,
    headers,
    pid: Number(pid),
    stop: async () => {},
  };
}
