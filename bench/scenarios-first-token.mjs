// @ts-check
import { failuresOf, pick, row } from './rows.mjs';
import { FIRST_WARM_UP_MS, inTurn } from './scenarios-closed.mjs';
import { spread } from './statistics.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./targets.mjs').BenchTarget} BenchTarget */

/** What "half load" is: the share of its core that the service uses. */
const HALF = 0.5;
/** With less than this the load was not half, and the figures would say nothing. */
const LEAST_BUSY = 0.45;
/** How often the rounds are made until the load was half. */
const TRIES = 3;
const NOT_HALF = new Map([['service', { count: 1, first: 'its core was less than half busy' }]]);
/** Streams are dearer when they come singly than in a closed loop: there the search for the rate begins. */
const FIRST_GUESS = 0.25;
/** Each probe comes nearer, because what a stream costs depends on how many are answered together. */
const PROBES = 2;
/** Of streams that come singly there are few a second, and they run other code than a full loop does. */
const WARM_UP_MS = 12_000;
/** Long enough for some fifty streams above the p99. */
const WINDOW_MS = 4000;

/**
 * @param {Bench} bench
 * @param {BenchTarget} target
 * @param {number} ratePerSecond
 * @param {number} warmUpMs
 */
function burstsAt(bench, target, ratePerSecond, warmUpMs) {
  return bench.load.open({
    kind: 'open',
    target,
    request: 'burst',
    ratePerSecond,
    warmUpMs,
    windowMs: WINDOW_MS,
  });
}

/**
 * Warms a target up, in a closed loop and with streams that come singly.
 * @param {Bench} bench
 * @param {BenchTarget} target
 * @returns {Promise<number>} streams a second in the closed loop
 */
async function warmUp(bench, target) {
  const { perSecond } = await bench.load.closed({
    kind: 'closed',
    target,
    request: 'burst',
    concurrency: 16,
    warmUpMs: FIRST_WARM_UP_MS,
    windowMs: 1500,
  });
  await burstsAt(bench, target, perSecond * FIRST_GUESS, WARM_UP_MS);
  return perSecond;
}

/**
 * @param {Bench} bench
 * @param {BenchTarget} service
 * @param {number} firstGuess streams a second
 * @returns {Promise<number>} how many a second keep its core half busy when they come at random
 * @throws {Error} when it does not answer them
 */
async function halfLoadRate(bench, service, firstGuess) {
  let rate = firstGuess;
  for (let probe = 0; probe < PROBES; probe++) {
    const { busy, failures, failure } = await burstsAt(bench, service, rate, 500);
    if (failures > 0 || !(busy > 0.02)) throw new Error(`no rate for half load could be found: ${failure}`);
    rate *= HALF / busy;
  }
  return rate;
}

/**
 * The rounds at half load: again, at another rate, when the machine has become faster since that was found.
 * @param {Bench} bench
 * @param {BenchTarget[]} targets
 * @param {number} firstRate streams a second
 */
async function atHalfLoad(bench, targets, firstRate) {
  let rate = firstRate;
  for (let tries = 1; ; tries++) {
    const results = await inTurn(bench, targets, Math.min(bench.rounds, 7), (target) =>
      burstsAt(bench, target, rate, 500),
    );
    const { median } = spread((results.get('service') ?? []).map(({ busy }) => busy));
    if (median >= LEAST_BUSY || tries === TRIES) return { results, rate, isHalf: median >= LEAST_BUSY };
    rate *= HALF / median;
  }
}

/**
 * Time to the first event of burst streams that come at random moments: as many as keep the service's core half busy, and
 * half as many as a closed loop gets through. The latter are more: callers of a closed loop wait for each other, so their
 * answers leave together and cost less.
 * @param {Bench} bench
 */
export async function firstTokenScenario(bench) {
  const [floor, service] = bench.pair();
  await warmUp(bench, floor);
  const full = await warmUp(bench, service);
  const targets = [bench.upstream, floor, service];
  const { results, rate, isHalf } = await atHalfLoad(
    bench,
    targets,
    await halfLoadRate(bench, service, full * FIRST_GUESS),
  );
  const halfOfLoop = await inTurn(bench, targets, Math.min(bench.rounds, 3), (target) =>
    burstsAt(bench, target, full * HALF, 500),
  );
  return [
    row({
      title: 'first token with the core half busy, p50',
      unit: 'ms',
      values: pick(results, (result) => result.firstTokenMs.p50),
    }),
    row({
      title: 'first token with the core half busy, p99',
      unit: 'ms',
      values: pick(results, (result) => result.firstTokenMs.p99),
      budget: { limit: 1, of: 'added' },
      notes: [
        `${rate.toFixed(0)} streams/s at random moments; ${full.toFixed(0)}/s in a closed loop`,
        ...sharesOfCore(results, [floor, service]),
      ],
      failures: isHalf ? failuresOf(results) : NOT_HALF,
    }),
    row({
      title: 'first token at half of the closed loop’s rate, p99',
      unit: 'ms',
      values: pick(halfOfLoop, (result) => result.firstTokenMs.p99),
      notes: [`${(full * HALF).toFixed(0)} streams/s`, ...sharesOfCore(halfOfLoop, [floor, service])],
      failures: failuresOf(halfOfLoop),
    }),
  ];
}

/**
 * @param {Map<string, import('./load-open.mjs').OpenResult[]>} results
 * @param {BenchTarget[]} targets
 */
function sharesOfCore(results, targets) {
  return targets.map(({ name }) => {
    const { min, max } = spread((results.get(name) ?? []).map((result) => result.busy));
    return `${name}: ${(min * 100).toFixed(0)} to ${(max * 100).toFixed(0)} % of a core`;
  });
}
