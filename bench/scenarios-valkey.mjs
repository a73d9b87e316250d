// @ts-check
import { pause } from './clock.mjs';
import { makeRegistry } from './registry-folder.mjs';
import { failuresOf, row } from './rows.mjs';
import { FIRST_WARM_UP_MS, inTurn } from './scenarios-closed.mjs';
import { differenceRow } from './scenarios-registry.mjs';
import { startValkey } from './valkey.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./targets.mjs').BenchTarget} BenchTarget */
/** @typedef {import('./valkey.mjs').Valkey} Valkey */

const KEYS = 10;
/** One, and what the last calls before a pause need to settle without a further call. */
const MAX_ROUND_TRIPS = 1.01;
/** What is settled after a call is waited for so long. */
const SETTLED_MS = 1000;

/**
 * What limits cost that replicas share, against limits in memory: the round trips to the server for each call of a
 * virtual key with limits of requests and tokens, the CPU of the service, and the time that a single caller waits.
 * @param {Bench} bench
 */
export async function valkeyScenario(bench) {
  const valkey = await startValkey(bench.cores?.upstream);
  if (!valkey) {
    console.log('\nvalkey is left out: neither valkey-server nor redis-server is on the PATH');
    return [];
  }
  /** @type {BenchTarget[]} */
  const services = [];
  try {
    // Each has a folder of its own, because a journal belongs to one process.
    const started = (/** @type {Record<string, string>} */ env) => {
      const dataFolder = makeRegistry({ upstreamPort: bench.upstream.port, keys: KEYS, aliases: 1 });
      return bench.startService({ dataFolder, env });
    };
    const memory = { ...(await started({})), name: 'limits in memory' };
    services.push(memory);
    const shared = { ...(await started({ LLM_PROXY__REDIS_URL: valkey.url })), name: 'limits in Valkey' };
    services.push(shared);
    const busy = await inTurn(bench, [memory, shared], bench.rounds, async (target, first) => {
      const before = await valkey.decisions();
      const result = await calls(bench, target, 32, first ? FIRST_WARM_UP_MS : 500);
      await pause(target === shared ? SETTLED_MS : 0);
      return { ...result, decisions: ((await valkey.decisions()) - before) / result.answers };
    });
    const alone = await inTurn(bench, [memory, shared], bench.rounds, (target) =>
      calls(bench, target, 1, 500),
    );
    const waits = (alone.get(shared.name) ?? []).map((result, round) => {
      const without = alone.get(memory.name)?.[round].perSecond ?? NaN;
      return 1000 / result.perSecond - 1000 / without;
    });
    return [
      row({
        title: 'limits in Valkey: round trips, a call',
        unit: '',
        values: new Map([['service', (busy.get(shared.name) ?? []).map((result) => result.decisions)]]),
        budget: { limit: MAX_ROUND_TRIPS, of: 'figure' },
        failures: failuresOf(new Map([['service', busy.get(shared.name) ?? []]])),
      }),
      differenceRow({
        title: 'limits in Valkey: a call, above limits in memory',
        results: busy,
        from: memory,
        to: shared,
      }),
      row({
        title: 'limits in Valkey: time of a single caller’s call, above limits in memory',
        unit: 'ms',
        values: new Map([['service', waits]]),
        failures: failuresOf(new Map([['service', [...alone.values()].flat()]])),
      }),
    ];
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await valkey.stop();
  }
}

/**
 * @param {Bench} bench
 * @param {BenchTarget} target
 * @param {number} concurrency
 * @param {number} warmUpMs
 */
function calls(bench, target, concurrency, warmUpMs) {
  const job = { request: /** @type {const} */ ('whole-by-alias'), virtualKeys: KEYS, windowMs: 1500 };
  return bench.load.closed({ kind: 'closed', target, concurrency, warmUpMs, ...job });
}
