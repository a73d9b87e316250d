// @ts-check
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY } from './requests.mjs';
import { failuresOf, row } from './rows.mjs';
import { FIRST_WARM_UP_MS, inTurn } from './scenarios-closed.mjs';
import { emptyFolder } from './service.mjs';
import { spread } from './statistics.mjs';
import { startValkey } from './valkey.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./targets.mjs').BenchTarget} BenchTarget */
/** @typedef {import('./requests.mjs').RequestName} RequestName */

/** A difference of a few percent shows only in the median of many short turns, close to each other in time. */
const TURNS_A_ROUND = 4;
const WARM_UP_MS = 100;
const WINDOW_MS = 1000;

/**
 * What a second healthy deployment behind a name adds to a call, and what it adds to a stream that rescue is armed for; with
 * everything else as it is by default.
 * @param {Bench} bench
 */
export async function routingScenario(bench) {
  const folder = emptyFolder();
  const file = join(folder, 'providers.yaml');
  writeFileSync(file, providers(bench.upstream.port));
  const env = { LLM_PROXY__PROVIDERS_FILE: file };
  /** @type {BenchTarget[]} */
  const services = [];
  try {
    const armed = await bench.startService({ dataFolder: emptyFolder(), env });
    services.push(armed);
    const unarmed = await bench.startService({
      dataFolder: emptyFolder(),
      env: { ...env, LLM_PROXY__RESCUE: 'off' },
    });
    services.push(unarmed);
    return [
      await compared(bench, 'whole answer at two healthy deployments, ÷ one', [
        { target: { ...armed, name: 'one deployment' }, request: 'whole-at-one' },
        { target: { ...armed, name: 'two deployments' }, request: 'whole-at-two' },
      ]),
      await compared(bench, 'burst stream with rescue armed, ÷ rescue off', [
        { target: { ...unarmed, name: 'rescue off' }, request: 'burst-at-two' },
        { target: { ...armed, name: 'rescue armed' }, request: 'burst-at-two' },
      ]),
    ];
  } finally {
    await Promise.all(services.map((service) => service.stop()));
  }
}

/**
 * What an `Idempotency-Key` of its own adds to each call: in memory, and in Valkey.
 * @param {Bench} bench
 */
export async function idempotencyScenario(bench) {
  const rows = [];
  const memory = await bench.startService({ dataFolder: emptyFolder() });
  try {
    rows.push(...(await keyed(bench, memory, 'in memory')));
  } finally {
    await memory.stop();
  }
  const valkey = await startValkey(bench.cores?.upstream);
  if (!valkey) {
    console.log('\nidempotency in Valkey is left out: neither valkey-server nor redis-server is on the PATH');
    return rows;
  }
  try {
    const env = { LLM_PROXY__REDIS_URL: valkey.url };
    const shared = await bench.startService({ dataFolder: emptyFolder(), env });
    try {
      rows.push(...(await keyed(bench, shared, 'in Valkey')));
    } finally {
      await shared.stop();
    }
  } finally {
    await valkey.stop();
  }
  return rows;
}

/**
 * @param {Bench} bench
 * @param {BenchTarget} service
 * @param {string} where
 */
async function keyed(bench, service, where) {
  const rows = [];
  for (const request of /** @type {const} */ (['whole', 'burst'])) {
    rows.push(
      await compared(bench, `${request} with an Idempotency-Key ${where}, ÷ none`, [
        { target: { ...service, name: 'no key' }, request },
        { target: { ...service, name: 'a key' }, request, uniqueKeys: true },
      ]),
    );
  }
  return rows;
}

/**
 * Two ways to call, in turn.
 * @param {Bench} bench
 * @param {string} title
 * @param {{ target: BenchTarget, request: RequestName, uniqueKeys?: boolean }[]} ways the cheaper one first
 */
async function compared(bench, title, ways) {
  const [from, to] = ways.map(({ target }) => target);
  const results = await inTurn(bench, [from, to], bench.rounds * TURNS_A_ROUND, (target, first) => {
    const { request, uniqueKeys = false } = ways.find((way) => way.target === target) ?? ways[0];
    return bench.load.closed({
      kind: 'closed',
      target,
      request,
      uniqueKeys,
      concurrency: 16,
      warmUpMs: first ? FIRST_WARM_UP_MS : WARM_UP_MS,
      windowMs: WINDOW_MS,
    });
  });
  return ratioRow(title, results, from.name, to.name);
}

/**
 * How many times as much CPU a call takes the one way as the other, round by round.
 * @param {string} title
 * @param {Map<string, import('./load-closed.mjs').ClosedResult[]>} results
 * @param {string} from
 * @param {string} to
 */
function ratioRow(title, results, from, to) {
  const [less, more] = [from, to].map((name) => results.get(name) ?? []);
  const [a, b] = [less, more].map((list) => list.map(({ microsPerRequest }) => microsPerRequest));
  const ratios = b.map((value, round) => value / a[round]);
  const least = Math.min(...b) / Math.min(...a);
  const medians = [a, b].map((list) => spread(list).median.toFixed(1));
  return row({
    title,
    unit: '×',
    values: new Map([['service', ratios.filter(Number.isFinite)]]),
    notes: [`${from} ${medians[0]} µs, ${to} ${medians[1]} µs; least ÷ least: ${least.toFixed(2)}`],
    failures: failuresOf(new Map([['service', [...less, ...more]]])),
  });
}

/** @param {number} port of the upstream */
function providers(port) {
  const account = `type: openai, base_url: 'http://127.0.0.1:${port}/v1', api_key: '${KEY}'`;
  const models = 'models: [bench-whole, bench-burst-100]';
  return [
    'providers:',
    `  one: { ${account}, ${models} }`,
    `  two: { ${account}, ${models} }`,
    'routes:',
    '  whole-at-one: [one/bench-whole]',
    '  whole-at-two: [one/bench-whole, two/bench-whole]',
    '  burst-at-two: [one/bench-burst-100, two/bench-burst-100]',
    '',
  ].join('\n');
}
