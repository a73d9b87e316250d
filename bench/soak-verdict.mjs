// @ts-check
/** What the samples of a soak say: growth of the heap, and whether resident memory is level. */

const MIB = 1024 * 1024;
/** The heap in use may grow by so much, in MiB an hour. */
export const MOST_HEAP_GROWTH = 1;
/** Resident memory is level where its last third is no higher than its first by more than this share, plus a few pages. */
const LEVEL_SHARE = 0.05;
const LEVEL_MIB = 8;
/** Of a normal distribution 97.5 % lie below so many standard errors. */
const ERRORS = 2;

/** @typedef {{ atS: number, calls: number, rss: number, heapUsed: number }} Sample bytes, and seconds since the start */

/**
 * The straight line through samples (least squares).
 * @param {{ x: number, y: number }[]} points three or more
 * @returns {{ slope: number, error: number }} and the slope's standard error
 */
export function lineThrough(points) {
  const count = points.length;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / count;
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const left = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error: Math.sqrt(left / (count - 2) / spread) };
}

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * @param {Sample[]} samples those after the warm-up, six or more
 * @returns {{ passed: boolean, lines: string[] }} a line for the heap, and one for resident memory
 */
export function verdict(samples) {
  const { slope, error } = lineThrough(
    samples.map(({ atS, heapUsed }) => ({ x: atS / 3600, y: heapUsed / MIB })),
  );
  // Only growth that the samples show: in a short run they scatter by more than the limit.
  const heapPassed = slope - ERRORS * error <= MOST_HEAP_GROWTH;
  const third = Math.floor(samples.length / 3);
  const first = median(samples.slice(0, third).map(({ rss }) => rss)) / MIB;
  const last = median(samples.slice(-third).map(({ rss }) => rss)) / MIB;
  const level = last <= first * (1 + LEVEL_SHARE) + LEVEL_MIB;
  const mark = (/** @type {boolean} */ good) => (good ? 'pass' : 'FAIL');
  return {
    passed: heapPassed && level,
    lines: [
      `${mark(heapPassed)}  heap in use grows by ${slope.toFixed(2)} ± ${(ERRORS * error).toFixed(2)} MiB an hour (at most ${MOST_HEAP_GROWTH})`,
      `${mark(level)}  resident memory: ${first.toFixed(0)} MiB in the first third after the warm-up, ${last.toFixed(0)} MiB in the last`,
    ],
  };
}
