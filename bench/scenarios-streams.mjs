// @ts-check
import { failuresOf, pick, row } from './rows.mjs';
import { FIRST_WARM_UP_MS, inTurn, leastRatio } from './scenarios-closed.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./statistics.mjs').Percentiles} Percentiles */

/** Events a second of one stream, by the request that asks for it. */
const PACES = { paced: 50, calm: 20 };

/**
 * CPU an event, and how long a chunk takes from the upstream to the caller, with many streams.
 * @param {object} scenario
 * @param {number} scenario.streams
 * @param {'paced' | 'calm'} [scenario.request]
 * @param {number} [scenario.maxRounds]
 * @param {number} [scenario.budget] an event's, as a ratio to the floor
 */
export function pacedScenario({ streams, request = 'paced', maxRounds = Infinity, budget }) {
  const title = `${streams} streams, a chunk every ${1000 / PACES[request]} ms`;
  return async (/** @type {Bench} */ bench) => {
    const rounds = Math.min(bench.rounds, maxRounds);
    const results = await inTurn(bench, bench.pair(), rounds, (target, first) =>
      bench.load.streams({
        kind: 'streams',
        target,
        request,
        streams,
        rampMs: streams * 1.5,
        settleMs: first ? FIRST_WARM_UP_MS : 700,
        windowMs: 2000,
      }),
    );
    const offered = streams * PACES[request];
    const delivered = [...results].map(([name, list]) => {
      const share = Math.min(...list.map((result) => result.eventsPerSecond)) / offered;
      const busy = Math.max(...list.map((result) => result.busy));
      return `${name}: ${(share * 100).toFixed(0)} % of ${offered}/s at ${(busy * 100).toFixed(0)} % of a core`;
    });
    return [
      row({
        title: `${title}: an event`,
        unit: 'µs',
        values: pick(results, (result) => result.microsPerEvent),
        budget: budget === undefined ? undefined : { limit: budget, of: 'ratio' },
        notes: [leastRatio(results, (result) => result.microsPerEvent), ...delivered],
        failures: failuresOf(results),
      }),
      row({
        title: `${title}: its delay, p50`,
        unit: 'ms',
        values: pick(results, (result) => result.delayMs.p50),
      }),
      row({
        title: `${title}: its delay, p99`,
        unit: 'ms',
        values: pick(results, (result) => result.delayMs.p99),
      }),
    ];
  };
}

/**
 * The specification's own figures: streams of 50 chunks, 20 ms apart, arriving 10 and 200 times a second. The
 * longest time in each round counts.
 * @param {Bench} bench
 */
export async function specificationScenario(bench) {
  const [, service] = bench.pair();
  const rows = [];
  for (const ratePerSecond of [10, 200]) {
    const results = await inTurn(bench, [service], Math.min(bench.rounds, 3), (target) =>
      bench.load.open({
        kind: 'open',
        target,
        request: 'paced-50',
        ratePerSecond,
        warmUpMs: 1200,
        windowMs: 3000,
      }),
    );
    rows.push(
      row({
        title: `${ratePerSecond} streams a second: start of a stream, longest`,
        unit: 'ms',
        values: pick(results, (r) => r.firstTokenMs.max),
        budget: { limit: 200, of: 'figure' },
        notes: [`p50 and p99 in the last round: ${typical(results, (r) => r.firstTokenMs)}`],
        failures: failuresOf(results),
      }),
      row({
        title: `${ratePerSecond} streams a second: gap between tokens, longest`,
        unit: 'ms',
        values: pick(results, (r) => r.gapMs.max),
        budget: { limit: 120, of: 'figure' },
        notes: [
          `p50 and p99 in the last round: ${typical(results, (r) => r.gapMs)}; the upstream's pace is 20 ms`,
        ],
      }),
    );
  }
  return rows;
}

/**
 * @template R
 * @param {Map<string, R[]>} results
 * @param {(result: R) => Percentiles} figure
 */
function typical(results, figure) {
  const last = results.get('service')?.at(-1);
  const { p50, p99 } = last ? figure(last) : { p50: NaN, p99: NaN };
  return `${p50.toFixed(2)} and ${p99.toFixed(2)} ms`;
}
