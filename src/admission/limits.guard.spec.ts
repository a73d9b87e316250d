import { guarded, times } from '../../test/support/service/limits-under-test';
import type { GuardedCall } from '../../test/support/service/limits-under-test';
import type { BucketDecision, BucketStore } from './buckets/bucket-store';

describe('LimitsGuard', () => {
  it('limits each key by itself, on all routes together', async () => {
    const { results, events } = await guarded();
    const mine: GuardedCall[] = [{ key: 'a' }, { key: 'a', route: 'chatAlias' }, { key: 'a', route: 'list' }];
    expect(await results(...mine, ...mine)).toEqual([...times(3, 'passed'), ...times(3, 'RATE_LIMIT')]);
    expect(await results({ key: 'b' })).toEqual(['passed']);
    expect(events.refused.mock.calls).toEqual([['key'], ['key'], ['key']]);
  });

  it('limits strangers by their address, and never charges it for a valid key', async () => {
    const { results } = await guarded();
    expect(await results(...times(3, { key: 'a' }))).toEqual(times(3, 'passed'));
    expect(await results(...times(3, {}))).toEqual(['passed', 'passed', 'RATE_LIMIT']);
    expect(await results({ address: '192.0.2.2' }, { key: 'b' })).toEqual(['passed', 'passed']);
  });

  it('tells strangers what is left too, and does not limit them where that is switched off', async () => {
    const { call, clock, events } = await guarded();
    const headers = (remaining: string, reset: string) => ({
      'x-ratelimit-limit-requests': '2',
      'x-ratelimit-remaining-requests': remaining,
      'x-ratelimit-reset-requests': reset,
    });
    expect((await call({})).headers).toEqual(headers('1', '1s'));
    expect((await call({})).headers).toEqual(headers('0', '2s'));
    clock.ms += 500;
    const refused = await call({});
    expect(refused).toMatchObject({ result: 'RATE_LIMIT', headers: headers('0', '1.5s') });
    expect(refused.message).toBe(
      'Rate limit reached for calls without a valid key from this address: 1 requests a second, 2 at once. Try again in 500ms.',
    );
    expect(events.refused.mock.calls).toEqual([['address']]);
    const free = await guarded({ LLM_PROXY__ADDRESS_RPS: '0' });
    expect(await free.results(...times(9, {}))).toEqual(times(9, 'passed'));
    expect((await free.call({})).headers).toEqual({});
  });

  it('takes an IPv6 network of 64 bits as one address', async () => {
    const { results } = await guarded();
    const addresses = ['2001:db8::1', '2001:db8::2', '2001:db8:0:0:ffff::3', '2001:db8:0:1::1'];
    expect(await results(...addresses.map((address) => ({ address })))).toEqual([
      'passed',
      'passed',
      'RATE_LIMIT',
      'passed',
    ]);
  });

  it('exempts @Public() and @SkipThrottle() routes, with and without a key', async () => {
    const { results, call } = await guarded();
    const free: GuardedCall[] = [{ route: 'health' }, { route: 'metrics' }, { route: 'health', key: 'a' }];
    expect(await results(...free, ...free, ...free)).toEqual(times(9, 'passed'));
    expect((await call({ route: 'health', key: 'a' })).headers).toEqual({});
  });

  it('puts the state of the bucket on answers and refusals', async () => {
    const { call, clock } = await guarded();
    expect((await call({ key: 'a' })).headers).toEqual({
      'x-ratelimit-limit-requests': '3',
      'x-ratelimit-remaining-requests': '2',
      'x-ratelimit-reset-requests': '1s',
    });
    await call({ key: 'a' });
    await call({ key: 'a' });
    clock.ms += 20;
    expect(await call({ key: 'a' })).toMatchObject({
      result: 'RATE_LIMIT',
      headers: {
        'x-ratelimit-limit-requests': '3',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '2.98s',
      },
    });
  });

  it('limits a model over all keys, charging nothing when it refuses, and warns before', async () => {
    const { call, results, events } = await guarded({
      LLM_PROXY__KEY_BURST: '100',
      LLM_PROXY__MODEL_RPS: '1',
      LLM_PROXY__MODEL_BURST: '10',
    });
    expect(
      await results(...times(5, { key: 'a', model: 'm' }), ...times(3, { key: 'b', model: 'm' })),
    ).toEqual(times(8, 'passed'));
    expect(events.nearlyRefused).not.toHaveBeenCalled();
    expect(await results(...times(2, { key: 'a', model: 'm' }))).toEqual(['passed', 'passed']);
    expect(events.nearlyRefused.mock.calls).toEqual([['m'], ['m']]);
    const refused = await call({ key: 'a', model: 'm' });
    expect(refused).toMatchObject({ result: 'RATE_LIMIT', headers: { 'x-ratelimit-limit-requests': '10' } });
    expect(events.refused.mock.calls).toEqual([['model']]);
    const other = await call({ key: 'a', model: 'other' });
    expect(other.headers['x-ratelimit-remaining-requests']).toBe('92');
    expect(await results({ key: 'a', route: 'list' })).toEqual(['passed']);
  });

  it('switches a limit off with a rate or a burst of 0', async () => {
    const off = { LLM_PROXY__KEY_RPS: '0', LLM_PROXY__ADDRESS_BURST: '0' };
    const { call, results } = await guarded(off);
    expect(await results(...times(50, { key: 'a' }), ...times(50, {}))).toEqual(times(100, 'passed'));
    expect((await call({ key: 'a' })).headers).toEqual({});
  });

  describe('slots', () => {
    const one = { LLM_PROXY__MAX_CONCURRENT_REQUESTS: '1' };

    it('holds one until the response is closed; a refusal by full slots charges no bucket', async () => {
      const { call, slots } = await guarded(one);
      const first = await call({ key: 'a' });
      expect(slots.inUse).toBe(1);
      expect((await call({ key: 'a' })).result).toBe('OVERLOADED');
      first.finish();
      first.finish();
      expect(slots.inUse).toBe(0);
      expect((await call({ key: 'a' })).headers['x-ratelimit-remaining-requests']).toBe('1');
    });

    it('is not taken by strangers, by other routes, or by a refused call', async () => {
      const { results, slots } = await guarded(one);
      await results({}, ...times<GuardedCall>(5, { key: 'a', route: 'list' }), { key: 'a' });
      expect(slots.inUse).toBe(0);
    });
  });

  describe('over a store that has to be waited for', () => {
    function slow(decide: () => Promise<BucketDecision>): BucketStore {
      return { take: decide, settle: () => Promise.resolve() };
    }

    it('decides by what it says', async () => {
      const refusal = {
        alternative: undefined,
        refusedBy: 0,
        retryAfterMs: 5,
        buckets: [{ remaining: 0, fullInMs: 5 }],
      };
      const { results, slots } = await guarded(
        {},
        slow(() => Promise.resolve(refusal)),
      );
      expect(await results({ key: 'a' })).toEqual(['RATE_LIMIT']);
      expect(slots.inUse).toBe(0);
    });

    it('gives the slot back when it fails', async () => {
      const { call, slots } = await guarded(
        {},
        slow(() => Promise.reject(new Error('store is gone'))),
      );
      await expect(call({ key: 'a' })).rejects.toThrow('store is gone');
      expect(slots.inUse).toBe(0);
    });
  });
});
