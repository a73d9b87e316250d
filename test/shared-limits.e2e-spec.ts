import fc from 'fast-check';
import pino from 'pino';
import { Secret } from '../src/config/secret';
import type { BucketCharge, BucketDecision, BucketStore } from '../src/admission/buckets/bucket-store';
import { MemoryBucketStore } from '../src/admission/buckets/memory/memory-bucket.store';
import { ValkeyBucketStore } from '../src/admission/buckets/valkey/valkey-bucket.store';
import { TRICKLE, costing, fresh } from './support/engines/bucket-charges';
import { LeakCheck } from './support/observation/leak-check';
import { LogLines } from './support/observation/log-lines';
import { HANG_MS, elapse, until } from './support/observation/until';
import { ValkeyServer, describeWithValkey } from './support/engines/valkey';

/** What every store promises. */
function keepsBuckets(store: () => BucketStore): void {
  const take = async (...charges: BucketCharge[]): Promise<BucketDecision> => store().take(charges);
  const left = async (charge: BucketCharge): Promise<number> =>
    (await take(costing(charge, 0))).buckets[0]!.remaining;

  it('admits the burst, then says how long to wait', async () => {
    const one = fresh(TRICKLE, 3);
    const startedAt = performance.now();
    for (let n = 0; n < 3; n++) expect((await take(one)).refusedBy).toBeUndefined();
    const refused = await take(one);
    expect(refused.refusedBy).toBe(0);
    expect(refused.retryAfterMs).toBeGreaterThanOrEqual(999_990 - (performance.now() - startedAt));
    expect(refused.retryAfterMs).toBeLessThanOrEqual(1_000_000);
    expect(refused.buckets[0]!.remaining).toBeCloseTo(0, 2);
    expect(refused.buckets[0]!.fullInMs).toBeCloseTo(3_000_000, -4);
  });

  it('fills with time, and admits after the wait that it named', async () => {
    // So slow that a busy machine still asks again before it is full.
    const one = fresh(0.5, 1);
    await take(one);
    const { refusedBy, retryAfterMs } = await take(one);
    expect(refusedBy).toBe(0);
    await elapse(Math.ceil(retryAfterMs) + 1);
    expect((await take(one)).refusedBy).toBeUndefined();
  });

  it('counts fractions', async () => {
    const half = fresh(TRICKLE, 1.25, 0.5);
    expect((await take(half)).refusedBy).toBeUndefined();
    expect((await take(half)).refusedBy).toBeUndefined();
    const refused = await take(half);
    expect(refused.refusedBy).toBe(0);
    expect(refused.buckets[0]!.remaining).toBeCloseTo(0.25, 2);
  });

  it('takes all of several buckets or none, and names the one with the longest wait', async () => {
    const [plenty, quick, slow] = [fresh(TRICKLE, 10), fresh(2 * TRICKLE, 1), fresh(TRICKLE, 1)];
    await take(plenty, quick, slow);
    expect(await take(plenty, quick, slow)).toMatchObject({ refusedBy: 2 });
    expect(await left(plenty)).toBeCloseTo(9, 2);
  });

  it('takes the first alternative with room, and charges the others nothing', async () => {
    const [always, first, second] = [fresh(TRICKLE, 10), fresh(TRICKLE, 1), fresh(TRICKLE, 5)];
    expect((await store().take([always], [[first], [second]])).alternative).toBe(0);
    const next = await store().take([always], [[first], [second]]);
    expect(next).toMatchObject({ alternative: 1, refusedBy: undefined });
    expect(next.buckets.map(({ remaining: held }) => Math.round(held))).toEqual([8, 4]);
    expect(await left(second)).toBeCloseTo(4, 2);
    expect((await store().take([always], [[], [second]])).alternative).toBe(0);
  });

  it('names the alternative with the shortest wait when none has room', async () => {
    const [always, slow, quick] = [fresh(TRICKLE, 10), fresh(TRICKLE, 1), fresh(2 * TRICKLE, 1)];
    await store().take([always], [[slow]]);
    await store().take([always], [[quick]]);
    const refused = await store().take([always], [[slow], [quick]]);
    expect(refused).toMatchObject({ alternative: 1, refusedBy: 1 });
    expect(refused.retryAfterMs).toBeLessThanOrEqual(500_000);
    expect(await left(always)).toBeCloseTo(8, 2);
  });

  it('settles: gives back up to the burst, and takes more than there is', async () => {
    const reserved = fresh(TRICKLE, 1_000, 600);
    await take(reserved);
    await store().settle([costing(reserved, -500)]);
    expect(await left(reserved)).toBeCloseTo(900, 1);
    await store().settle([costing(reserved, -500)]);
    expect(await left(reserved)).toBeCloseTo(1_000, 1);
    await store().settle([costing(reserved, 1_400)]);
    const debt = await take(costing(reserved, 0));
    expect(debt.refusedBy).toBe(0);
    expect(debt.buckets[0]!.remaining).toBeCloseTo(-400, 1);
  });

  it('never holds more than the burst, also when that is lowered', async () => {
    const wide = fresh(TRICKLE, 100);
    await take(wide);
    expect((await take({ ...wide, burst: 5 })).buckets[0]!.remaining).toBeCloseTo(4, 2);
  });
}

describe('buckets in memory', () => {
  const store = new MemoryBucketStore();
  keepsBuckets(() => store);
});

describeWithValkey('buckets in Valkey', () => {
  const log = new LogLines();
  let leaks: LeakCheck;
  let server: ValkeyServer;
  let shared: ValkeyBucketStore;

  beforeAll(async () => {
    leaks = new LeakCheck();
    server = await ValkeyServer.start();
    shared = new ValkeyBucketStore(new Secret(server.url), pino(log), HANG_MS);
    await shared.onModuleInit();
  });

  afterEach(() => {
    // Every answer came from the server, not from the memory behind it.
    expect(log.lines).toEqual([]);
    expect(shared.server).toEqual({ reachable: true, lastError: undefined });
  });

  afterAll(async () => {
    await shared.onModuleDestroy();
    await server.close();
    await leaks.released();
  });

  keepsBuckets(() => shared);

  it('decides as the memory does', async () => {
    const call = fc.record({
      costs: fc.tuple(fc.double({ min: 0, max: 4, noNaN: true }), fc.integer({ min: 0, max: 4 })),
      options: fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 3 })), {
        maxLength: 3,
      }),
      settles: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
        const memory = new MemoryBucketStore();
        // Rates of which no small multiples are equal: which of two waits is longer must not hang on a microsecond.
        const buckets = [fresh(TRICKLE, 9.5), fresh(TRICKLE * 0.713, 7)];
        const extras = [fresh(TRICKLE * 0.591, 3), fresh(TRICKLE * 0.377, 3)];
        for (const { costs, options, settles } of calls) {
          const charges = buckets.map((bucket, index) => costing(bucket, costs[index]!));
          const alternatives = options.map(([extra, cost]) => [costing(extras[extra]!, cost)]);
          const [ours, theirs] = [
            memory.take(charges, alternatives),
            await shared.take(charges, alternatives),
          ];
          expect(theirs.alternative).toBe(ours.alternative);
          expect(theirs.refusedBy).toBe(ours.refusedBy);
          theirs.buckets.forEach((bucket, index) =>
            expect(bucket.remaining).toBeCloseTo(ours.buckets[index]!.remaining, 2),
          );
          if (!settles) continue;
          memory.settle(charges);
          shared.settle(charges);
        }
      }),
      { numRuns: 30 },
    );
  });

  const calls = async (): Promise<number> => {
    const stats = String(await server.command('INFO', 'commandstats'));
    return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  };

  it('takes one round trip a decision', async () => {
    const [one, two, three] = [fresh(TRICKLE, 10), fresh(TRICKLE, 10), fresh(TRICKLE, 10)];
    // Takes along what was settled last, which else goes by itself, and would be counted here.
    await shared.take([one]);
    const before = await calls();
    for (let n = 0; n < 5; n++) await shared.take([one], [[costing(two, 10)], [three]]);
    expect(await calls()).toBe(before + 5);
  });

  it('takes no round trip of its own to settle, and settles soon when no decision follows', async () => {
    const [requests, tokens] = [fresh(TRICKLE, 100), fresh(TRICKLE, 1_000, 300)];
    const before = await calls();
    for (let n = 0; n < 20; n++) {
      expect((await shared.take([requests, tokens])).buckets[1]!.remaining).toBeCloseTo(700 - n * 10, 1);
      shared.settle([costing(tokens, -290)]);
    }
    // One more is the flush of those that no decision has taken along yet; a slow machine may take it in between.
    expect((await calls()) - before).toBeLessThanOrEqual(22);
    const key = `llm-proxy:{bucket}:${tokens.limit}:${tokens.subject}`;
    await until(async () => Math.round(parseFloat(String(await server.command('GET', key)))) === 800, {
      what: 'the last correction to reach the server',
    });
  });

  it('gives up no correction when many calls end at once', async () => {
    const many = Array.from({ length: 100 }, () => fresh(TRICKLE, 1_000, 600));
    for (const one of many) await shared.take([one]);
    for (const one of many) shared.settle([costing(one, -200), costing(one, -100)]);
    for (const one of many)
      expect((await shared.take([costing(one, 0)])).buckets[0]!.remaining).toBeCloseTo(700, 1);
  });

  it('keeps no bucket for longer than it takes to fill, and all in one slot', async () => {
    await server.command('FLUSHDB');
    const soon = fresh(10, 3);
    await shared.take([soon, fresh(TRICKLE, 1, 0)]);
    const key = `llm-proxy:{bucket}:${soon.limit}:${soon.subject}`;
    expect(await server.command('KEYS', '*')).toEqual([key]);
    expect(await server.command('PTTL', key)).toBeLessThanOrEqual(100 + 1_000);
    shared.settle([costing(soon, -1)]);
    await until(async () => (await server.command('DBSIZE')) === 0, {
      what: 'the full bucket to be dropped',
    });
  });

  it('goes on when the server forgets its scripts', async () => {
    const one = fresh(TRICKLE, 10);
    for (let n = 1; n <= 3; n++) {
      await server.command('SCRIPT', 'FLUSH');
      expect((await shared.take([one])).buckets[0]!.remaining).toBeCloseTo(10 - n, 2);
    }
  });

  it('overwrites what is not a bucket', async () => {
    const one = fresh(TRICKLE, 2);
    await server.command('SET', `llm-proxy:{bucket}:${one.limit}:${one.subject}`, 'something else');
    expect((await shared.take([one])).buckets[0]!.remaining).toBeCloseTo(1, 2);
  });
});
