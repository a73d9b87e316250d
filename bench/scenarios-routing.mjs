// @ts-check
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY } from './requests.mjs';
import { FIRST_WARM_UP_MS, inTurn } from './scenarios-closed.mjs';
import { differenceRow } from './scenarios-registry.mjs';
import { emptyFolder } from './service.mjs';
import { startValkey } from './valkey.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./targets.mjs').BenchTarget} BenchTarget */
/** @typedef {import('./requests.mjs').RequestName} RequestName */

/** A difference of a few percent shows only in the median of many short turns, close to each other in time. */
const TURNS_A_ROUND = 8;
const WARM_UP_MS = 60;
const WINDOW_MS = 400;

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
      await compared(bench, 'whole answer at two healthy deployments, above one', [
        { target: { ...armed, name: 'one deployment' }, request: 'whole-at-one' },
        { target: { ...armed, name: 'two deployments' }, request: 'whole-at-two' },
      ]),
      await compared(bench, 'burst stream with rescue armed, above rescue off', [
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
      await compared(bench, `${request} with an Idempotency-Key ${where}, above none`, [
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
  return differenceRow({ title, results, from, to });
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
