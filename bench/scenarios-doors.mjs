// @ts-check
import { failuresOf, row } from './rows.mjs';
import { FIRST_WARM_UP_MS, inTurn, leastRatio } from './scenarios-closed.mjs';
import { withMappedProviders } from './scenarios-dialects.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./targets.mjs').BenchTarget} BenchTarget */

const CHUNKS = 100;
const WINDOW_MS = 1200;

/**
 * @typedef {object} Door
 * @property {'messages' | 'responses' | 'gemini'} name
 * @property {'anthropic' | 'responses' | 'google'} same the provider that speaks its wire
 * @property {(model: string, stream: boolean) => string} path
 */
/** @type {Door[]} */
const DOORS = [
  { name: 'messages', same: 'anthropic', path: () => '/v1/messages' },
  { name: 'responses', same: 'responses', path: () => '/v1/responses' },
  {
    name: 'gemini',
    same: 'google',
    path: (model, stream) =>
      `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  },
];
/** Providers whose answers are mapped for each door: CPU a chunk. */
const MAPPED = /** @type {const} */ (['chat', 'anthropic']);

/**
 * The doors for other wires than Chat Completions. In front of a provider of the same wire bytes pass, over the floor that passes
 * the same bytes; in front of others the service maps them, and the floor passes the provider's.
 * @param {Bench} bench
 */
export async function doorsScenario(bench) {
  const service = await bench.startService(withMappedProviders(bench));
  try {
    const rows = [];
    for (const door of DOORS) {
      rows.push(await sameWireRow(bench, door, service, 'whole'));
      rows.push(await sameWireRow(bench, door, service, 'burst'));
      for (const provider of MAPPED)
        if (provider !== door.same) rows.push(await mappedRow(bench, door, service, provider));
    }
    rows.push(await keptRow(bench, service, 'whole'), await keptRow(bench, service, 'burst'));
    return rows;
  } finally {
    await service.stop();
  }
}

/**
 * @param {Bench} bench
 * @param {Door} door
 * @param {BenchTarget} service
 * @param {'whole' | 'burst'} kind
 */
async function sameWireRow(bench, { name, same, path }, service, kind) {
  const [floor] = bench.pair();
  const model = kind === 'whole' ? 'bench-whole' : `bench-burst-${CHUNKS}`;
  const isStream = kind === 'burst';
  const direct = { ...floor, path: path(model, isStream) };
  const asked = { ...service, path: path(`${same}/${model}`, isStream) };
  const results = await measured(bench, kind, [
    [direct, `${name}-${kind}-bare`],
    [asked, `${name}-${kind}-${same}`],
  ]);
  const what = isStream ? `burst stream of ${CHUNKS} chunks` : 'whole answer';
  return row({
    title: `${name} in front of its own wire: ${what}`,
    unit: 'µs',
    values: perRequest(results),
    budget: { limit: isStream ? 1.3 : 1.8, of: 'ratio' },
    notes: [leastRatio(results, (result) => result.microsPerRequest)],
    failures: failuresOf(results),
  });
}

/**
 * @param {Bench} bench
 * @param {Door} door
 * @param {BenchTarget} service
 * @param {(typeof MAPPED)[number]} provider
 */
async function mappedRow(bench, { name, path }, service, provider) {
  const [floor] = bench.pair();
  const model = `bench-burst-${CHUNKS}`;
  const isChat = provider === 'chat';
  const direct = { ...floor, path: isChat ? '/v1/chat/completions' : '/v1/messages' };
  const asked = { ...service, path: path(`${provider}/${model}`, true) };
  const results = await measured(bench, 'burst', [
    [direct, isChat ? 'burst' : 'messages-burst-bare'],
    [asked, `${name}-burst-${provider}`],
  ]);
  /** @param {{ microsPerRequest: number }} result */
  const aChunk = (result) => result.microsPerRequest / CHUNKS;
  return row({
    title: `${name} in front of ${isChat ? 'Chat Completions' : 'Anthropic'}, ${CHUNKS} chunks: a chunk`,
    unit: 'µs',
    values: new Map([...results].map(([target, list]) => [target, list.map(aChunk)])),
    budget: { limit: 3, of: 'ratio' },
    notes: [leastRatio(results, aChunk)],
    failures: failuresOf(results),
  });
}

/**
 * What it costs to keep an answer (`store`), which is written down for the next turn: above one that is not kept, at the same
 * service.
 * @param {Bench} bench
 * @param {BenchTarget} service
 * @param {'whole' | 'burst'} kind
 */
async function keptRow(bench, service, kind) {
  const asked = { ...service, path: '/v1/responses' };
  const results = await measured(bench, kind, [
    [{ ...asked, name: 'floor' }, `responses-${kind}-responses`],
    [{ ...asked, name: 'service' }, `kept-responses-${kind}-responses`],
  ]);
  return row({
    title: `responses, ${kind === 'whole' ? 'whole answer' : 'burst stream'} with store, above one without`,
    unit: 'µs',
    values: perRequest(results),
    notes: [leastRatio(results, (result) => result.microsPerRequest)],
    failures: failuresOf(results),
  });
}

/** @typedef {import('./load-closed.mjs').ClosedResult} ClosedResult */

/** @param {Map<string, ClosedResult[]>} results */
function perRequest(results) {
  return new Map([...results].map(([name, list]) => [name, list.map((result) => result.microsPerRequest)]));
}

/**
 * @param {Bench} bench
 * @param {'whole' | 'burst'} kind
 * @param {readonly (readonly [BenchTarget, import('./requests.mjs').RequestName])[]} asked
 */
function measured(bench, kind, asked) {
  const requests = new Map(asked);
  return inTurn(bench, [...requests.keys()], bench.rounds, (target, first) =>
    bench.load.closed({
      kind: 'closed',
      target,
      request: requests.get(target) ?? 'whole',
      concurrency: kind === 'whole' ? 32 : 16,
      warmUpMs: first ? FIRST_WARM_UP_MS : 300,
      windowMs: WINDOW_MS,
    }),
  );
}
