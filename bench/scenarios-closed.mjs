// @ts-check
import { failuresOf, row } from './rows.mjs';
import { spread } from './statistics.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */

/** The first run of a target in a scenario: long enough for the JIT to have compiled what is hot. */
export const FIRST_WARM_UP_MS = 9000;
const WARM_UP_MS = 300;
const WINDOW_MS = 1200;
/** Gateways that need milliseconds a request are not measured in more rounds than this. */
const ROUNDS_OF_OTHERS = 2;

/**
 * Calls `measure` for each target, target after target, round after round; every other round the other way round, so
 * that a machine that grows slower or faster favours nobody.
 * @template R
 * @param {Bench} bench
 * @param {import('./targets.mjs').BenchTarget[]} targets
 * @param {number} rounds
 * @param {(target: import('./targets.mjs').BenchTarget, first: boolean) => Promise<R>} measure
 * @returns {Promise<Map<string, R[]>>} by target, one result a round
 */
export async function inTurn(bench, targets, rounds, measure) {
  /** @type {Map<string, R[]>} */
  const results = new Map(targets.map((target) => [target.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const target of round % 2 === 0 ? targets : [...targets].reverse()) {
      if (bench.others.includes(target) && round >= ROUNDS_OF_OTHERS) continue;
      results.get(target.name)?.push(await measure(target, round === 0));
    }
  }
  return results;
}

/**
 * What a disturbed run is best judged by: others' work only ever adds to a figure.
 * @template R
 * @param {Map<string, R[]>} results
 * @param {(result: R) => number} figure
 */
export function leastRatio(results, figure) {
  const [floor, service] = ['floor', 'service'].map((name) =>
    Math.min(...(results.get(name) ?? []).map(figure)),
  );
  return `the service's least ÷ the floor's least: ${(service / floor).toFixed(2)}`;
}

/**
 * CPU a request with a fixed number of callers that never pause.
 * @param {object} scenario
 * @param {string} scenario.title
 * @param {import('./requests.mjs').RequestName} scenario.request
 * @param {number} scenario.concurrency
 * @param {number} [scenario.budget] ratio to the floor
 * @param {boolean} [scenario.everyone] the other gateways too
 */
export function closedScenario({ title, request, concurrency, budget, everyone = false }) {
  return async (/** @type {Bench} */ bench) => {
    const targets = [...bench.pair(), ...(everyone ? bench.others : [])];
    const results = await inTurn(bench, targets, bench.rounds, (target, first) => {
      const warmUpMs = first ? FIRST_WARM_UP_MS : WARM_UP_MS;
      return bench.load.closed({
        kind: 'closed',
        target,
        request,
        concurrency,
        warmUpMs,
        windowMs: WINDOW_MS,
      });
    });
    const floors = results.get('floor')?.map((result) => result.microsPerRequest) ?? [];
    const ratios = bench.others.flatMap(({ name }) => {
      const own = results.get(name)?.map((result, round) => result.microsPerRequest / floors[round]);
      return own ? [`${name} ÷ floor: ${spread(own).median.toFixed(1)}`] : [];
    });
    const busy = [...results].map(([name, list]) => {
      const best = Math.max(...list.map((result) => result.perSecond));
      const share = Math.max(...list.map((result) => result.busy));
      return `${name}: ${best.toFixed(0)}/s at ${(share * 100).toFixed(0)} % of a core`;
    });
    return [
      row({
        title,
        unit: 'µs',
        values: new Map(
          [...results].map(([name, list]) => [name, list.map((result) => result.microsPerRequest)]),
        ),
        budget: budget === undefined ? undefined : { limit: budget, of: 'ratio' },
        notes: [leastRatio(results, (result) => result.microsPerRequest), ...busy, ...ratios],
        failures: failuresOf(results),
      }),
    ];
  };
}
