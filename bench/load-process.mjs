// @ts-check
import { once } from 'node:events';
import { join } from 'node:path';
import { start, stop } from './processes.mjs';

/** Longest that a job may take; the longest one measures for some 30 s. */
const JOB_LIMIT_MS = 120_000;

/**
 * @typedef {object} Load the load generator's process; it stays, so that it is warm
 * @property {(job: import('./load.mjs').ClosedJob) => Promise<import('./load-closed.mjs').ClosedResult>} closed
 * @property {(job: import('./load.mjs').OpenJob) => Promise<import('./load-open.mjs').OpenResult>} open
 * @property {(job: import('./load.mjs').StreamsJob) => Promise<import('./load-streams.mjs').StreamsResult>} streams
 * @property {() => Promise<void>} stop
 */

/**
 * @param {number | undefined} core
 * @returns {Promise<Load>}
 */
export async function startLoad(core) {
  const child = start([process.execPath, join(import.meta.dirname, 'load.mjs')], { core, ipc: true });
  await once(child, 'message', { signal: AbortSignal.timeout(10_000) });

  /** @param {import('./load.mjs').Job} job */
  const run = async (job) => {
    const { host, port, path, headers, pid } = job.target;
    child.send({ ...job, target: { host, port, path, headers, pid } });
    const [answer] = await once(child, 'message', { signal: AbortSignal.timeout(JOB_LIMIT_MS) });
    if (answer.error !== undefined) throw new Error(`the load generator failed: ${answer.error}`);
    return answer.result;
  };
  return { closed: run, open: run, streams: run, stop: () => stop(child) };
}
