// @ts-check
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ALLOCATOR, MAIN, NODE_FLAGS } from '../scripts/setup/paths.mjs';
import { CACHE, freePort, ready, start, stop } from './processes.mjs';
import { KEY } from './requests.mjs';

/** The file in the cache that takes the service's log lines. */
export const SERVICE_LOG = 'service.log';

/** 32 bytes in base64; production refuses to start without a key of its own. */
export const ENCRYPTION_KEY = Buffer.alloc(32, 'bench').toString('base64');

/** High enough that no limit refuses; every guard still decides on every request. */
const NEVER_REACHED = '1000000';

/** @type {string[]} */
const folders = [];
process.once('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** @returns {string} an empty folder in the cache, which ends with this process */
export function emptyFolder() {
  const folder = join(CACHE, `data-${process.pid}-${folders.length}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  folders.push(folder);
  return folder;
}

/**
 * @typedef {object} ServiceOptions
 * @property {number} upstreamPort
 * @property {number} [core]
 * @property {string[]} [nodeOptions]
 * @property {Record<string, string>} [env] settings besides the usual ones, or in their place
 * @property {string} [main] the service's file; the bundle by default
 * @property {string} [dataFolder] with its registry; by default an empty one
 */

/**
 * Starts the built service in production settings: every guard on, one log line a call to a file.
 * @param {ServiceOptions} options
 * @returns {Promise<import('./targets.mjs').BenchTarget & { startMs: number }>} `startMs`: from starting the
 *   process until it was ready, give or take 50 ms
 * @throws {Error} when it is not built, or does not become ready
 */
export async function startService({
  upstreamPort,
  core,
  nodeOptions = [],
  env: more,
  main = MAIN,
  dataFolder,
}) {
  if (!existsSync(main))
    throw new Error('dist/bundle/main.js is missing: build the service first (npm run build)');
  const port = await freePort();
  const env = {
    ...ALLOCATOR,
    NODE_ENV: 'production',
    LLM_PROXY__LLM_MODE: 'litellm',
    LLM_PROXY__LITELLM_PROXY_URL: `http://127.0.0.1:${upstreamPort}`,
    LLM_PROXY__LITELLM_API_KEY: KEY,
    LLM_PROXY__INTERNAL_API_KEY: KEY,
    LLM_PROXY__DATA_DIR: dataFolder ?? emptyFolder(),
    LLM_PROXY__ENCRYPTION_KEY: ENCRYPTION_KEY,
    LLM_PROXY__PRIVATE_UPSTREAMS: 'allow',
    LLM_PROXY__HOST: '127.0.0.1',
    LLM_PROXY__PORT: String(port),
    LLM_PROXY__LOG_LEVEL: 'info',
    LLM_PROXY__MAX_CONCURRENT_REQUESTS: '20000',
    LLM_PROXY__KEY_RPS: NEVER_REACHED,
    LLM_PROXY__KEY_BURST: NEVER_REACHED,
    LLM_PROXY__ADDRESS_RPS: NEVER_REACHED,
    LLM_PROXY__ADDRESS_BURST: NEVER_REACHED,
    LLM_PROXY__MODEL_RPS: NEVER_REACHED,
    LLM_PROXY__MODEL_BURST: NEVER_REACHED,
    ...more,
  };
  const begun = performance.now();
  const child = start([process.execPath, ...NODE_FLAGS, ...nodeOptions, main], {
    core,
    env,
    log: SERVICE_LOG,
  });
  try {
    await ready(child, `http://127.0.0.1:${port}/health/ready`, 120_000);
  } catch (error) {
    await stop(child);
    throw new Error(`the service did not start (bench/.cache/${SERVICE_LOG} says why)`, { cause: error });
  }
  return {
    name: 'service',
    host: '127.0.0.1',
    port,
    path: '/v1/chat/completions',
    headers: {},
    pid: child.pid ?? 0,
    startMs: performance.now() - begun,
    stop: () => stop(child, 20_000),
  };
}
