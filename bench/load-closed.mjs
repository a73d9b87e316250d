// @ts-check
import { ClientConnection } from './client-connection.mjs';
import { pause } from './clock.mjs';
import { cpuMicros } from './cpu.mjs';
import { keyedRequests, requestBytes, virtualKey } from './requests.mjs';

/**
 * @typedef {object} ClosedJob
 * @property {'closed'} kind
 * @property {import('./load.mjs').Target} target
 * @property {import('./requests.mjs').RequestName} request
 * @property {number} [virtualKeys] so many call in turn; none by default: the internal key calls
 * @property {boolean} [uniqueKeys] whether each request has an `Idempotency-Key` of its own
 * @property {number} concurrency connections, each with one request at a time
 * @property {number} warmUpMs
 * @property {number} windowMs
 */
/**
 * @typedef {object} ClosedResult
 * @property {number} microsPerRequest CPU of the target's process tree
 * @property {number} perSecond requests
 * @property {number} answers in all, those of the warm-up included
 * @property {number} busy share of one core that the target used in the window
 * @property {number} failures broken connections, statuses other than 200, and answers cut short
 * @property {string} failure the first one's reason
 */

/** An answer shorter than this share of the first one was cut. Transfer coding may differ a little. */
const CUT_BELOW = 0.9;

/**
 * A fixed number of callers, each of which sends its next request when it has its answer.
 * @param {ClosedJob} job
 * @returns {Promise<ClosedResult>}
 */
export async function closedLoop(job) {
  const { virtualKeys: keys = 0 } = job;
  const requests = Array.from({ length: Math.max(1, keys) }, (_, index) =>
    requestBytes(job.request, job.target, keys > 0 ? virtualKey(index) : undefined),
  );
  let turn = 0;
  const nextRequest = job.uniqueKeys
    ? keyedRequests(job.request, job.target)
    : () => requests[turn++ % requests.length];
  const tally = { requests: 0, failures: 0, failure: '', expected: 0, running: true };
  const connections = new Set();

  const fail = (/** @type {string} */ reason) => {
    tally.failures++;
    tally.failure ||= reason;
  };
  const open = () => {
    const connection = new ClientConnection(job.target, {
      end({ status, bytes }) {
        tally.expected ||= bytes;
        if (status !== 200) fail(`status ${status}`);
        else if (bytes < tally.expected * CUT_BELOW)
          fail(`an answer of ${bytes} bytes instead of ${tally.expected}`);
        else tally.requests++;
        if (tally.running) connection.send(nextRequest());
      },
      failed(reason) {
        fail(reason);
        connections.delete(connection);
        if (tally.running && tally.failures < job.concurrency * 4) setTimeout(open, 10);
      },
    });
    connections.add(connection);
    connection.send(nextRequest());
  };

  for (let index = 0; index < job.concurrency; index++) open();
  await pause(job.warmUpMs);
  const before = { requests: tally.requests, cpu: cpuMicros(job.target.pid), at: performance.now() };
  await pause(job.windowMs);
  const measured = tally.requests - before.requests;
  const cpu = cpuMicros(job.target.pid) - before.cpu;
  const elapsedMs = performance.now() - before.at;
  tally.running = false;
  for (const connection of connections) connection.close();
  return {
    microsPerRequest: cpu / measured,
    perSecond: (measured * 1000) / elapsedMs,
    answers: tally.requests,
    busy: cpu / 1000 / elapsedMs,
    failures: tally.failures,
    failure: tally.failure,
  };
}
