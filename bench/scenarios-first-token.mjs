// @ts-check
import { failuresOf, row } from './rows.mjs';
import { FIRST_WARM_UP_MS, inTurn, pick } from './scenarios-closed.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./targets.mjs').BenchTarget} BenchTarget */

/** What "half load" is: the share of its core that the service uses. */
const HALF = 0.5;
/** Each probe comes nearer to that, because what a call costs depends on how many are answered together. */
const PROBES = 2;
/** Calls that come singly run other code than a full loop does, and few of them a second: V8 needs longer for them. */
const WARM_UP_MS = 12_000;
/** Long enough for some fifty streams above the p99. */
const WINDOW_MS = 4000;

/**
 * @param {Bench} bench
 * @param {BenchTarget} target
 * @param {number} ratePerSecond
 * @param {{ warmUpMs: number, windowMs: number }} times
 */
function burstsAt(bench, target, ratePerSecond, times) {
  return bench.load.open({ kind: 'open', target, request: 'burst', ratePerSecond, ...times });
}

/**
 * How many streams a second keep the service's core half busy when they come at random. Half of what a closed loop
 * gets through is more than that: its callers wait for each other, and so their answers leave together.
 * @param {Bench} bench
 * @param {BenchTarget} service
 */
async function halfLoadRate(bench, service) {
  const full = await bench.load.closed({
    kind: 'closed',
    target: service,
    request: 'burst',
    concurrency: 16,
    warmUpMs: FIRST_WARM_UP_MS,
    windowMs: 1500,
  });
  let rate = full.perSecond * HALF * HALF;
  for (let probe = 0; probe < PROBES; probe++) {
    const times = { warmUpMs: probe === 0 ? WARM_UP_MS : 500, windowMs: WINDOW_MS };
    const { busy } = await burstsAt(bench, service, rate, times);
    rate *= HALF / busy;
  }
  return { rate, full: full.perSecond };
}

/**
 * Time to the first event of a burst stream at half load.
 * @param {Bench} bench
 */
export async function firstTokenScenario(bench) {
  const [floor, service] = bench.pair();
  const { rate, full } = await halfLoadRate(bench, service);
  const targets = [bench.upstream, floor, service];
  const results = await inTurn(bench, targets, Math.min(bench.rounds, 7), (target, first) =>
    burstsAt(bench, target, rate, {
      warmUpMs: first && target !== bench.upstream ? WARM_UP_MS : 500,
      windowMs: WINDOW_MS,
    }),
  );
  const busy = [floor, service].map(({ name }) => {
    const shares = (results.get(name) ?? []).map((result) => result.busy);
    return `${name}: ${(Math.min(...shares) * 100).toFixed(0)} to ${(Math.max(...shares) * 100).toFixed(0)} % of a core`;
  });
  return [
    row({
      title: 'first token at half load, p50',
      unit: 'ms',
      values: pick(results, (result) => result.firstTokenMs.p50),
    }),
    row({
      title: 'first token at half load, p99',
      unit: 'ms',
      values: pick(results, (result) => result.firstTokenMs.p99),
      budget: { limit: 1, of: 'added' },
      notes: [
        `${rate.toFixed(0)} streams/s at random moments; ${full.toFixed(0)}/s in a closed loop`,
        ...busy,
      ],
      failures: failuresOf(results),
    }),
  ];
}
