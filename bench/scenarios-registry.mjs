// @ts-check
import { mostResidentMib } from './cpu.mjs';
import { makeRegistry } from './registry-folder.mjs';
import { failuresOf, row } from './rows.mjs';
import { FIRST_WARM_UP_MS, inTurn } from './scenarios-closed.mjs';
import { spread } from './statistics.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./targets.mjs').BenchTarget} BenchTarget */
/** @typedef {import('./load-closed.mjs').ClosedResult} ClosedResult */

const CALLERS = 32;
const FEW_KEYS = 10;
const MANY_KEYS = 100_000;
const ALIASES = 10;
/** Keys that call in turn, where there are so many: more than the processor's caches keep at hand. */
const CALLING_KEYS = 10_000;
const MAX_STARTS = 3;
/** A difference of a few percent shows only in the median of many short turns, close to each other in time. */
const TURNS_A_ROUND = 12;
const WARM_UP_MS = 60;
const WINDOW_MS = 300;

/**
 * What a virtual key and its assignment, limited in requests and tokens, add to a call of the internal key, both in turn
 * in one process; with few keys in the registry and with many.
 * @param {Bench} bench
 */
export async function virtualKeyScenario(bench) {
  const rows = [];
  for (const keys of [FEW_KEYS, MANY_KEYS]) {
    const dataFolder = makeRegistry({ upstreamPort: bench.upstream.port, keys, aliases: ALIASES });
    const service = await bench.startService({ dataFolder });
    try {
      const internal = { ...service, name: 'internal key' };
      const virtual = { ...service, name: 'virtual key' };
      const results = await inTurn(
        bench,
        [internal, virtual],
        bench.rounds * TURNS_A_ROUND,
        (target, first) =>
          bench.load.closed({
            kind: 'closed',
            target,
            request: target === virtual ? 'whole-by-alias' : 'whole',
            virtualKeys: target === virtual ? Math.min(keys, CALLING_KEYS) : 0,
            concurrency: CALLERS,
            warmUpMs: first ? FIRST_WARM_UP_MS : WARM_UP_MS,
            windowMs: WINDOW_MS,
          }),
      );
      const title = `whole answer by one of ${keys.toLocaleString('en')} virtual keys, above the internal key`;
      rows.push(differenceRow({ title, results, from: internal, to: virtual, limit: 15 }));
    } finally {
      await service.stop();
    }
  }
  return rows;
}

/**
 * How much more CPU a request takes at one target than at another, round by round.
 * @param {object} parts
 * @param {string} parts.title
 * @param {Map<string, ClosedResult[]>} parts.results
 * @param {BenchTarget} parts.from
 * @param {BenchTarget} parts.to
 * @param {number} [parts.limit] in microseconds
 */
export function differenceRow({ title, results, from, to, limit }) {
  const [less, more] = [from, to].map(({ name }) => results.get(name) ?? []);
  const [a, b] = [less, more].map((list) => list.map((result) => result.microsPerRequest));
  const medians = [spread(a), spread(b)].map(({ median }) => median.toFixed(1));
  return row({
    title,
    unit: 'µs',
    values: new Map([['service', b.map((value, round) => value - a[round])]]),
    budget: limit === undefined ? undefined : { limit, of: 'figure' },
    notes: [
      `${from.name} ${medians[0]} µs, ${to.name} ${medians[1]} µs; least − least: ` +
        `${(Math.min(...b) - Math.min(...a)).toFixed(1)} µs`,
    ],
    failures: failuresOf(new Map([['service', [...less, ...more]]])),
  });
}

/**
 * Start and memory with a big registry.
 * @param {Bench} bench
 */
export async function registryScenario(bench) {
  const parts = { upstreamPort: bench.upstream.port, keys: MANY_KEYS, aliases: ALIASES };
  const dataFolder = makeRegistry(parts);
  const seconds = [];
  const resident = [];
  for (let round = 0; round < Math.min(bench.rounds, MAX_STARTS); round++) {
    const service = await bench.startService({ dataFolder });
    try {
      seconds.push(service.startMs / 1000);
      resident.push(mostResidentMib(service.pid));
    } finally {
      await service.stop();
    }
  }
  const [keys, assignments] = [MANY_KEYS, MANY_KEYS * ALIASES].map((count) => count.toLocaleString('en'));
  const title = `${keys} keys, ${assignments} assignments`;
  return [
    row({
      title: `${title}: from the start to ready`,
      unit: 's',
      values: new Map([['service', seconds]]),
      budget: { limit: 5, of: 'figure' },
    }),
    row({
      title: `${title}: memory at its highest`,
      unit: 'MiB',
      values: new Map([['service', resident]]),
      budget: { limit: 600, of: 'figure' },
    }),
  ];
}
