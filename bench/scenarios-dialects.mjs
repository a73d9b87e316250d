// @ts-check
import { join } from 'node:path';
import { failuresOf, row } from './rows.mjs';
import { FIRST_WARM_UP_MS, inTurn, leastRatio } from './scenarios-closed.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./targets.mjs').BenchTarget} BenchTarget */

const CHUNKS = 100;
const STREAMS = 300;
const PACED_ROUNDS = 3;

/**
 * @typedef {object} Dialect
 * @property {string} name
 * @property {'anthropic' | 'google'} provider
 * @property {(model: string) => string} path of a stream at the provider
 */
/** @type {Dialect[]} */
const DIALECTS = [
  { name: 'Anthropic', provider: 'anthropic', path: () => '/v1/messages' },
  { name: 'Gemini', provider: 'google', path: (model) => `/v1beta/models/${model}:streamGenerateContent` },
];

/**
 * @param {Bench} bench
 * @returns what the service is started with, for streams that it maps
 */
export function withMappedProviders({ upstream }) {
  return {
    env: {
      LLM_PROXY__PROVIDERS_FILE: join(import.meta.dirname, 'providers.yaml'),
      BENCH_UPSTREAM: `http://127.0.0.1:${upstream.port}`,
    },
  };
}

/**
 * CPU a chunk of streams that the service maps, over that of the floor, which passes the provider's own bytes through.
 * @param {Bench} bench
 */
export async function dialectsScenario(bench) {
  const [floor] = bench.pair();
  const service = await bench.startService(withMappedProviders(bench));
  try {
    const rows = [];
    for (const dialect of DIALECTS) {
      rows.push(
        await burstRow(bench, dialect, floor, service),
        await pacedRow(bench, dialect, floor, service),
      );
    }
    return rows;
  } finally {
    await service.stop();
  }
}

/**
 * @param {Bench} bench
 * @param {Dialect} dialect
 * @param {BenchTarget} floor
 * @param {BenchTarget} service
 */
async function burstRow(bench, { name, provider, path }, floor, service) {
  const direct = { ...floor, path: path(`bench-burst-${CHUNKS}`) };
  const results = await inTurn(bench, [direct, service], bench.rounds, (target, first) =>
    bench.load.closed({
      kind: 'closed',
      target,
      request: `burst-${target === service ? 'from' : 'to'}-${provider}`,
      concurrency: 16,
      warmUpMs: first ? FIRST_WARM_UP_MS : 300,
      windowMs: 1200,
    }),
  );
  return ratioRow(`${name} burst of ${CHUNKS} chunks: a chunk`, results, (result) => {
    return result.microsPerRequest / CHUNKS;
  });
}

/**
 * @param {Bench} bench
 * @param {Dialect} dialect
 * @param {BenchTarget} floor
 * @param {BenchTarget} service
 */
async function pacedRow(bench, { name, provider, path }, floor, service) {
  const direct = { ...floor, path: path('bench-paced-1000') };
  const rounds = Math.min(bench.rounds, PACED_ROUNDS);
  const results = await inTurn(bench, [direct, service], rounds, (target, first) =>
    bench.load.streams({
      kind: 'streams',
      target,
      request: `paced-${target === service ? 'from' : 'to'}-${provider}`,
      streams: STREAMS,
      rampMs: STREAMS * 1.5,
      settleMs: first ? FIRST_WARM_UP_MS / 3 : 700,
      windowMs: 2000,
    }),
  );
  const title = `${name}, ${STREAMS} streams, a chunk every 20 ms: a chunk`;
  return ratioRow(title, results, (result) => result.microsPerEvent);
}

/**
 * @template {{ failures: number, failure: string }} R
 * @param {string} title
 * @param {Map<string, R[]>} results
 * @param {(result: R) => number} figure in microseconds
 */
function ratioRow(title, results, figure) {
  return row({
    title,
    unit: 'µs',
    values: new Map([...results].map(([name, list]) => [name, list.map(figure)])),
    budget: { limit: 3, of: 'ratio' },
    notes: [leastRatio(results, figure)],
    failures: failuresOf(results),
  });
}
