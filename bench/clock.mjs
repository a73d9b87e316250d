// @ts-check
/**
 * One clock for all processes of the benchmark: microseconds of the machine's monotonic clock
 * (`process.hrtime`, CLOCK_MONOTONIC), so that a time written by the upstream can be subtracted from a time
 * read by the load generator. `performance.now()` reads the same clock without a BigInt, from another zero.
 */
const offset = Number(process.hrtime.bigint()) / 1000 - performance.now() * 1000;

/** @returns {number} microseconds since an arbitrary moment that every process on this machine shares */
export function sharedMicros() {
  return performance.now() * 1000 + offset;
}

/**
 * @param {number} milliseconds
 * @returns {Promise<void>}
 */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
