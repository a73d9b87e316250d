// @ts-check
import { ClientConnection } from './client-connection.mjs';
import { pause } from './clock.mjs';
import { cpuMicros } from './cpu.mjs';
import { requestBytes } from './requests.mjs';
import { Samples } from './statistics.mjs';

/**
 * @typedef {object} OpenJob
 * @property {'open'} kind
 * @property {import('./load.mjs').Target} target
 * @property {import('./requests.mjs').RequestName} request a stream
 * @property {number} ratePerSecond arrivals, whether earlier ones were answered or not
 * @property {number} warmUpMs not measured
 * @property {number} windowMs
 */
/**
 * @typedef {object} OpenResult
 * @property {import('./statistics.mjs').Percentiles} firstTokenMs from sending the request to its first event
 * @property {import('./statistics.mjs').Percentiles} gapMs between two reads of one stream
 * @property {number} requests sent in the window
 * @property {number} busy share of one core that the target used in the window; NaN of one that is no process of its own
 * @property {number} failures
 * @property {string} failure the first one's reason
 */

const EVENT = Buffer.from('data: ');
/** How long the last answers are waited for. */
const LAST_ANSWERS_MS = 5000;

/**
 * Streams that arrive at random moments (a Poisson process) at a fixed mean rate, on connections kept alive.
 * @param {OpenJob} job
 * @returns {Promise<OpenResult>}
 */
export async function openLoop(job) {
  const request = requestBytes(job.request, job.target);
  const firstToken = new Samples();
  const gaps = new Samples();
  const tally = { sent: 0, running: 0, failures: 0, failure: '' };
  /** @type {Caller[]} */
  const idle = [];
  /** @type {Set<Caller>} */
  const callers = new Set();
  let measuring = false;

  class Caller {
    sentAt = 0;
    lastAt = 0;
    measured = false;
    connection = new ClientConnection(job.target, {
      body: (bytes) => {
        const now = performance.now();
        if (this.lastAt === 0 && !bytes.includes(EVENT)) return;
        if (this.measured && this.lastAt === 0) firstToken.add(now - this.sentAt);
        else if (this.measured) gaps.add(now - this.lastAt);
        this.lastAt = now;
      },
      end: ({ status }) => {
        tally.running--;
        if (status !== 200) fail(`status ${status}`);
        idle.push(this);
      },
      failed: (reason) => {
        tally.running--;
        fail(reason);
        callers.delete(this);
      },
    });

    call() {
      this.measured = measuring;
      this.lastAt = 0;
      this.sentAt = performance.now();
      tally.running++;
      if (measuring) tally.sent++;
      this.connection.send(request);
    }
  }

  const fail = (/** @type {string} */ reason) => {
    tally.failures++;
    tally.failure ||= reason;
  };
  const call = () => {
    let caller = idle.pop();
    while (caller && !caller.connection.open) caller = idle.pop();
    caller ??= new Caller();
    callers.add(caller);
    caller.call();
  };

  const meanGapMs = 1000 / job.ratePerSecond;
  let next = performance.now();
  const timer = setInterval(() => {
    for (const now = performance.now(); next <= now; next -= Math.log(1 - Math.random()) * meanGapMs) call();
  }, 1);
  await pause(job.warmUpMs);
  measuring = true;
  // Reading it takes this process a moment, which the streams under way would be charged with: only where it is used.
  const cpu = () => (job.target.pid > 0 ? cpuMicros(job.target.pid) : NaN);
  const before = { cpu: cpu(), at: performance.now() };
  await pause(job.windowMs);
  clearInterval(timer);
  const busy = (cpu() - before.cpu) / 1000 / (performance.now() - before.at);
  for (const until = performance.now() + LAST_ANSWERS_MS; tally.running > 0 && performance.now() < until;) {
    await pause(20);
  }
  if (tally.running > 0) fail(`${tally.running} streams did not end`);
  for (const caller of callers) caller.connection.close();
  return {
    firstTokenMs: firstToken.percentiles(),
    gapMs: gaps.percentiles(),
    requests: tally.sent,
    busy,
    failures: tally.failures,
    failure: tally.failure,
  };
}
