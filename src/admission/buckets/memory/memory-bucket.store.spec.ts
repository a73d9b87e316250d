import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { BucketHome } from '../../../registry/memory/registry-view';
import type { BucketCharge } from '../bucket-store';
import type { BucketLimit } from '../../limit-kinds';
import { MemoryBucketStore } from './memory-bucket.store';

/** Room for the rounding of floating-point sums. */
const ROUNDING = 1e-6;

/** @param name `limit:subject`, or a subject alone, which is a key then */
function charge(name: string, ratePerSecond: number, burst: number, cost = 1): BucketCharge {
  const [, limit, subject = name] = /^(key|address|assignment-tokens):(.*)$/.exec(name) ?? [];
  return { limit: (limit ?? 'key') as BucketLimit, subject, ratePerSecond, burst, cost };
}

/** A store on a clock that moves only when told. */
function storeAt(maxBuckets?: number) {
  const clock = { ms: 1_000 };
  const options = { now: () => clock.ms, ...(maxBuckets === undefined ? {} : { maxBuckets }) };
  return { clock, store: new MemoryBucketStore(options) };
}

describe('MemoryBucketStore', () => {
  it('admits the burst, then says exactly how long to wait', () => {
    const { clock, store } = storeAt();
    const one = charge('key:a', 10, 3);
    expect([1, 2, 3].map(() => store.take([one]).refusedBy)).toEqual([undefined, undefined, undefined]);
    const refused = store.take([one]);
    expect(refused).toEqual({ refusedBy: 0, retryAfterMs: 100, buckets: [{ remaining: 0, fullInMs: 300 }] });
    clock.ms += 99;
    expect(store.take([one]).refusedBy).toBe(0);
    clock.ms += 1;
    expect(store.take([one]).refusedBy).toBeUndefined();
  });

  it('keeps the limits of one subject apart', () => {
    const { store } = storeAt();
    const [requests, tokens] = [charge('key:a', 1, 1), charge('assignment-tokens:a', 1, 5)];
    expect(store.take([requests, tokens]).buckets.map(({ remaining }) => remaining)).toEqual([0, 4]);
    expect(store.take([tokens]).buckets).toEqual([{ remaining: 3, fullInMs: 2_000 }]);
    expect(store.take([requests]).refusedBy).toBe(0);
    expect(store.size).toBe(2);
  });

  it('tells what is left and when the bucket is full again', () => {
    const { store } = storeAt();
    expect(store.take([charge('key:a', 2, 10)]).buckets).toEqual([{ remaining: 9, fullInMs: 500 }]);
  });

  it('never admits more than burst + rate × time', () => {
    const steps = fc.array(
      fc.record({ pause: fc.integer({ min: 0, max: 400 }), cost: fc.integer({ min: 1, max: 5 }) }),
      {
        minLength: 1,
        maxLength: 200,
      },
    );
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        fc.integer({ min: 5, max: 50 }),
        steps,
        (rate, burst, calls) => {
          const { clock, store } = storeAt();
          let admitted = 0;
          for (const { pause, cost } of calls) {
            clock.ms += pause;
            if (store.take([charge('key:a', rate, burst, cost)]).refusedBy === undefined) admitted += cost;
            // A plain condition, for so many calls: matchers would take most of the test's time.
            const most = burst + (rate * (clock.ms - 1_000)) / 1_000 + ROUNDING;
            if (admitted > most) throw new Error(`admitted ${admitted} of ${most}`);
          }
        },
      ),
    );
  });

  it('admits after the wait that it named', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1e4, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (rate, burst) => {
          const { clock, store } = storeAt();
          const one = charge('key:a', rate, burst);
          for (let calls = 0; calls < burst; calls++) store.take([one]);
          clock.ms += Math.ceil(store.take([one]).retryAfterMs + ROUNDING);
          expect(store.take([one]).refusedBy).toBeUndefined();
        },
      ),
    );
  });

  it('charges nothing when one of several buckets refuses', () => {
    const calls = fc.array(
      fc.record({ a: fc.integer({ min: 0, max: 4 }), b: fc.integer({ min: 0, max: 4 }) }),
      {
        maxLength: 50,
      },
    );
    fc.assert(
      fc.property(calls, (costs) => {
        const { store } = storeAt();
        let left = { a: 10, b: 6 };
        for (const { a, b } of costs) {
          const decision = store.take([charge('a', 1, 10, a), charge('b', 1, 6, b)]);
          const fits = a <= left.a && b <= left.b;
          if (fits) left = { a: left.a - a, b: left.b - b };
          const told = [decision.refusedBy === undefined, ...decision.buckets.map((one) => one.remaining)];
          const expected = [fits, left.a, left.b];
          if (!isDeepStrictEqual(told, expected)) expect(told).toEqual(expected);
        }
      }),
    );
  });

  it('names the bucket with the longest wait when several refuse', () => {
    const { store } = storeAt();
    const fast = charge('fast', 10, 1);
    const slow = charge('slow', 0.5, 1);
    store.take([fast, slow]);
    expect(store.take([fast, slow])).toMatchObject({ refusedBy: 1, retryAfterMs: 2_000 });
    expect(store.take([slow, fast])).toMatchObject({ refusedBy: 0, retryAfterMs: 2_000 });
  });

  it('credits no time when the clock stops or goes back', () => {
    const { clock, store } = storeAt();
    const one = charge('key:a', 1_000, 2);
    store.take([one]);
    store.take([one]);
    expect(store.take([one]).refusedBy).toBe(0);
    clock.ms -= 500;
    expect(store.take([one]).refusedBy).toBe(0);
    clock.ms += 500;
    expect(store.take([one]).refusedBy).toBe(0);
    clock.ms += 1;
    expect(store.take([one]).refusedBy).toBeUndefined();
    expect(store.take([one]).refusedBy).toBe(0);
  });

  it('never holds more than the burst, also when the burst is lowered', () => {
    const { clock, store } = storeAt();
    store.take([charge('key:a', 1, 100)]);
    clock.ms += 10_000_000;
    expect(store.take([charge('key:a', 1, 100)]).buckets[0]?.remaining).toBe(99);
    expect(store.take([charge('key:a', 1, 5)]).buckets[0]?.remaining).toBe(4);
  });

  describe('settle', () => {
    it('takes more than there is, and refuses until the debt is paid', () => {
      const { clock, store } = storeAt();
      store.take([charge('assignment-tokens:a', 100, 1_000, 600)]);
      store.settle([charge('assignment-tokens:a', 100, 1_000, 900)]);
      expect(store.take([charge('assignment-tokens:a', 100, 1_000, 0)])).toMatchObject({
        refusedBy: 0,
        retryAfterMs: 5_000,
      });
      clock.ms += 5_000;
      expect(store.take([charge('assignment-tokens:a', 100, 1_000, 0)]).refusedBy).toBeUndefined();
    });

    it('gives back, up to the burst', () => {
      const { store } = storeAt();
      store.take([charge('assignment-tokens:a', 100, 1_000, 600)]);
      store.settle([charge('assignment-tokens:a', 100, 1_000, -500)]);
      expect(store.take([charge('assignment-tokens:a', 100, 1_000, 0)]).buckets[0]?.remaining).toBe(900);
      store.settle([charge('assignment-tokens:a', 100, 1_000, -500)]);
      expect(store.take([charge('assignment-tokens:a', 100, 1_000, 0)]).buckets[0]?.remaining).toBe(1_000);
    });

    it('charges a bucket that it does not hold yet', () => {
      const { store } = storeAt();
      store.settle([
        charge('assignment-tokens:a', 100, 1_000, 300),
        charge('assignment-tokens:b', 100, 1_000, -300),
      ]);
      expect(store.size).toBe(1);
      expect(store.take([charge('assignment-tokens:a', 100, 1_000, 0)]).buckets[0]?.remaining).toBe(700);
    });
  });

  describe('with homes', () => {
    it('counts the same as by searching, for callers with a home and for those without', () => {
      const { store } = storeAt();
      const [home, another]: BucketHome[] = [{}, {}];
      const tokens = charge('assignment-tokens:a', 1, 100, 10);
      const requests = charge('key:a', 1, 100);
      const left = (home?: BucketHome) =>
        store
          .take([
            { ...requests, home },
            { ...tokens, home },
          ])
          .buckets.map(({ remaining }) => remaining);
      expect([left(home), left(home), left(), left(another), left(home)]).toEqual([
        [99, 90],
        [98, 80],
        [97, 70],
        [96, 60],
        [95, 50],
      ]);
      store.settle([{ ...tokens, home, cost: -5 }]);
      expect(left()).toEqual([94, 45]);
    });

    it('leaves alone what another store keeps there', () => {
      const [one, other] = [storeAt().store, storeAt().store];
      const all = { ...charge('key:a', 1, 2, 2), home: {} };
      expect([1, 2].map(() => one.take([all]).refusedBy)).toEqual([undefined, 0]);
      expect([1, 2].map(() => other.take([all]).refusedBy)).toEqual([undefined, 0]);
      expect(one.take([all]).refusedBy).toBe(0);
    });
  });

  describe('memory', () => {
    it('stays bounded under a million keys that come at once, whichever limits they are of', () => {
      const { store } = storeAt(10_000);
      for (let n = 0; n < 1_000_000; n++) store.take([charge(n % 3 ? `address:${n}` : `key:${n}`, 5, 20)]);
      expect(store.size).toBe(10_000);
    });

    it('forgets full buckets long before it is crowded', () => {
      const { clock, store } = storeAt();
      for (let n = 0; n < 200_000; n++) {
        clock.ms += 1;
        store.take([charge(`address:${n}`, 5, 20)]);
      }
      // Each is full again after 200 ms and may go after 10 s, so it is some 10,000 that stay.
      expect(store.size).toBeLessThan(30_000);
    });

    it('keeps no bucket that is full or was only asked', () => {
      const { store } = storeAt();
      store.take([charge('a', 1, 1, 0)]);
      store.take([charge('b', 1, 1), charge('c', 1, 1, 2)]);
      expect(store.size).toBe(0);
    });

    it('empties the home of a bucket that it forgets, which would keep the bucket otherwise', () => {
      const { clock, store } = storeAt(10);
      const homes: BucketHome[] = Array.from({ length: 100 }, () => ({}));
      for (const [n, home] of homes.entries()) {
        for (let again = 0; again < 2; again++) store.take([{ ...charge(`key:${n}`, 5, 20), home }]);
        clock.ms += 1;
      }
      expect(store.size).toBe(10);
      expect(homes.filter(({ requestBucket }) => requestBucket !== undefined)).toHaveLength(10);
    });

    it('does not free a limited caller by a flood of other keys', () => {
      const { store } = storeAt(1_000);
      const limited = charge('address:attacker', 5, 20);
      for (let n = 0; n < 20; n++) store.take([limited]);
      for (let n = 0; n < 100_000; n++) {
        store.take([charge(`address:${n}`, 5, 20)]);
        if (n % 100 === 0) expect(store.take([limited]).refusedBy).toBe(0);
      }
    });
  });
});
