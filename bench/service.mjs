// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_FLAGS } from '../scripts/setup/paths.mjs';
import { freePort, ready, start, stop } from './processes.mjs';
import { KEY } from './requests.mjs';

const MAIN = join(import.meta.dirname, '..', 'dist', 'main.js');

/** The file in the cache that takes the service's log lines. */
export const SERVICE_LOG = 'service.log';

/** High enough that no limit refuses; every guard still decides on every request. */
const NEVER_REACHED = '1000000';

/**
 * Starts the built service in production settings: every guard on, one log line a call to a file.
 * @param {{ upstreamPort: number, core?: number, nodeOptions?: string[] }} options
 * @returns {Promise<import('./targets.mjs').BenchTarget>}
 * @throws {Error} when it is not built, or does not become ready
 */
export async function startService({ upstreamPort, core, nodeOptions = [] }) {
  if (!existsSync(MAIN)) throw new Error('dist/main.js is missing: build the service first (npm run build)');
  const port = await freePort();
  const env = {
    NODE_ENV: 'production',
    LLM_PROXY__LLM_MODE: 'litellm',
    LLM_PROXY__LITELLM_PROXY_URL: `http://127.0.0.1:${upstreamPort}`,
    LLM_PROXY__LITELLM_API_KEY: KEY,
    LLM_PROXY__INTERNAL_API_KEY: KEY,
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
  };
  const child = start([process.execPath, ...NODE_FLAGS, ...nodeOptions, MAIN], {
    core,
    env,
    log: SERVICE_LOG,
  });
  try {
    await ready(child, `http://127.0.0.1:${port}/health/ready`, 20_000);
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
    stop: () => stop(child, 20_000),
  };
}
