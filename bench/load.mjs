// @ts-check
/**
 * The load generator: a process of its own that gets jobs from its parent, one at a time, and sends back what
 * it measured. It takes the CPU times of the target itself, at the very beginning and end of its window.
 */
import { closedLoop } from './load-closed.mjs';
import { openLoop } from './load-open.mjs';
import { heldStreams } from './load-streams.mjs';

/**
 * @typedef {object} Target
 * @property {string} host
 * @property {number} port
 * @property {string} path
 * @property {Record<string, string>} headers sent with each request, besides the usual ones
 * @property {number} pid whose process tree's CPU and memory are taken; 0 = nobody's
 */
/** @typedef {import('./load-closed.mjs').ClosedJob} ClosedJob */
/** @typedef {import('./load-open.mjs').OpenJob} OpenJob */
/** @typedef {import('./load-streams.mjs').StreamsJob} StreamsJob */
/** @typedef {ClosedJob | OpenJob | StreamsJob} Job */

/** @param {Job} job */
function run(job) {
  switch (job.kind) {
    case 'closed':
      return closedLoop(job);
    case 'open':
      return openLoop(job);
    case 'streams':
      return heldStreams(job);
  }
}

process.on('message', (/** @type {Job} */ job) => {
  run(job).then(
    (result) => process.send?.({ result }),
    (/** @type {unknown} */ error) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
