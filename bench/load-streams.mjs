// @ts-check
import { STAMP_DIGITS, STAMP_MARK } from './answers.mjs';
import { ClientConnection } from './client-connection.mjs';
import { pause, sharedMicros } from './clock.mjs';
import { cpuMicros, residentMib } from './cpu.mjs';
import { requestBytes } from './requests.mjs';
import { Samples } from './statistics.mjs';

/**
 * @typedef {object} StreamsJob
 * @property {'streams'} kind
 * @property {import('./load.mjs').Target} target
 * @property {import('./requests.mjs').RequestName} request a paced stream
 * @property {number} streams
 * @property {number} rampMs in which they are begun, evenly
 * @property {number} settleMs before the window
 * @property {number} windowMs
 */
/**
 * @typedef {object} StreamsResult
 * @property {number} microsPerEvent CPU of the target's process tree
 * @property {number} eventsPerSecond
 * @property {number} busy share of one core that the target used in the window
 * @property {import('./statistics.mjs').Percentiles} delayMs from the upstream's write to the read here
 * @property {number} residentMib of the target at the window's end
 * @property {number} failures
 * @property {string} failure the first one's reason
 */

const MARK = Buffer.from(STAMP_MARK);
const LINE_FEED = 10;

/** Finds the time stamps in one stream, also one that was cut in two by the reads. */
class StampReader {
  /** @type {Buffer | undefined} */
  #rest;

  /**
   * @param {Buffer} bytes
   * @param {(micros: number) => void} found
   */
  read(bytes, found) {
    const all = this.#rest ? Buffer.concat([this.#rest, bytes]) : bytes;
    let from = 0;
    for (let at = all.indexOf(MARK); at >= 0; at = all.indexOf(MARK, from)) {
      const digits = at + MARK.length;
      if (digits + STAMP_DIGITS > all.length) break;
      from = digits + STAMP_DIGITS;
      found(Number(all.toString('latin1', digits, from)));
    }
    this.#rest = all[all.length - 1] === LINE_FEED ? undefined : Buffer.from(all.subarray(from));
  }
}

/**
 * Begins streams that outlast the window, measures in the middle of them, hangs up.
 * @param {StreamsJob} job
 * @returns {Promise<StreamsResult>}
 */
export async function heldStreams(job) {
  const request = requestBytes(job.request, job.target);
  const delays = new Samples();
  const tally = { failures: 0, failure: '' };
  /** @type {ClientConnection[]} */
  const connections = [];

  const fail = (/** @type {string} */ reason) => {
    tally.failures++;
    tally.failure ||= reason;
  };
  const begin = () => {
    const stamps = new StampReader();
    const connection = new ClientConnection(job.target, {
      body: (bytes) => {
        const now = sharedMicros();
        stamps.read(bytes, (sentAt) => delays.add((now - sentAt) / 1000));
      },
      end: ({ status }) => fail(`ended with status ${status}`),
      failed: fail,
    });
    connections.push(connection);
    connection.send(request);
  };

  const begun = performance.now();
  while (connections.length < job.streams) {
    const due = Math.min(job.streams, ((performance.now() - begun) / job.rampMs) * job.streams);
    while (connections.length < due) begin();
    await pause(1);
  }
  await pause(job.settleMs);
  delays.clear();
  const before = { cpu: cpuMicros(job.target.pid), at: performance.now() };
  await pause(job.windowMs);
  const cpu = cpuMicros(job.target.pid) - before.cpu;
  const elapsedMs = performance.now() - before.at;
  const events = delays.count;
  const resident = residentMib(job.target.pid);
  for (const connection of connections) connection.close();
  return {
    microsPerEvent: cpu / events,
    eventsPerSecond: (events * 1000) / elapsedMs,
    busy: cpu / 1000 / elapsedMs,
    delayMs: delays.percentiles(),
    residentMib: resident,
    ...tally,
  };
}
