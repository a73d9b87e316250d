// @ts-check
import { pause } from './clock.mjs';
import { residentMib } from './cpu.mjs';
import { failuresOf, row } from './rows.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./targets.mjs').BenchTarget} BenchTarget */

const STREAMS = 1000;
const REST_MS = 3000;

/**
 * Resident memory at rest, then with 1,000 streams of a chunk a second. No garbage collection is forced.
 * @param {Bench} bench
 * @param {BenchTarget} target
 */
async function restAndStreams(bench, target) {
  await pause(REST_MS);
  const rest = residentMib(target.pid);
  const held = await bench.load.streams({
    kind: 'streams',
    target,
    request: 'slow',
    streams: STREAMS,
    rampMs: 2000,
    settleMs: 1000,
    windowMs: 2000,
  });
  return { rest, above: held.residentMib - rest, failures: held.failures, failure: held.failure };
}

/**
 * @param {Bench} bench
 * @param {BenchTarget} target
 */
async function serveSomething(bench, target) {
  const job = { kind: /** @type {const} */ ('closed'), target, warmUpMs: 100, windowMs: 1500 };
  await bench.load.closed({ ...job, request: 'whole', concurrency: 32 });
  await bench.load.closed({ ...job, request: 'burst', concurrency: 16 });
}

/**
 * Memory of a process that has served nothing yet, and of one that has: in the first, the streams' memory
 * includes V8's first growth and compiled code, which the floor pays as well; the second is judged.
 * @param {Bench} bench
 */
export async function memoryScenario(bench) {
  /** @type {Map<string, Awaited<ReturnType<typeof restAndStreams>>[]>} */
  const fresh = new Map();
  /** @type {typeof fresh} */
  const served = new Map();
  for (const begin of [() => bench.startFloor(), () => bench.startService()]) {
    for (const [results, prepare] of /** @type {const} */ ([
      [fresh, async () => {}],
      [served, serveSomething],
    ])) {
      const target = await begin();
      try {
        await prepare(bench, target);
        results.set(target.name, [await restAndStreams(bench, target)]);
      } finally {
        await target.stop();
      }
    }
  }
  const values = (/** @type {typeof fresh} */ results, /** @type {'rest' | 'above'} */ figure) =>
    new Map([...results].map(([name, list]) => [name, list.map((result) => result[figure])]));
  return [
    row({
      title: 'memory: idle after the start',
      unit: 'MiB',
      values: values(fresh, 'rest'),
      budget: { limit: 120, of: 'figure' },
    }),
    row({
      title: `memory: ${STREAMS} slow streams, above that`,
      unit: 'MiB',
      values: values(fresh, 'above'),
      failures: failuresOf(fresh),
    }),
    row({ title: 'memory: idle after load', unit: 'MiB', values: values(served, 'rest') }),
    row({
      title: `memory: ${STREAMS} slow streams, above that`,
      unit: 'MiB',
      values: values(served, 'above'),
      budget: { limit: 60, of: 'figure' },
      failures: failuresOf(served),
    }),
  ];
}
