import { deployment, guarded, times } from '../../test/support/service/limits-under-test';
import type { GuardedCall } from '../../test/support/service/limits-under-test';

describe('LimitsGuard for a virtual key', () => {
  const slow = { requestsPerSecond: 1, requestBurst: 2 };
  const few = { tokensPerSecond: 100, tokenBurst: 1_000 };
  const wide = { LLM_PROXY__KEY_BURST: '100' };

  it('is limited by the requests of its assignment, whichever key bucket is left', async () => {
    const { call, results, events } = await guarded(wide);
    const mine: GuardedCall = { key: 'a', model: 'm', assigned: [deployment('x', slow)] };
    expect((await call(mine)).headers).toMatchObject({
      'x-ratelimit-limit-requests': '2',
      'x-ratelimit-remaining-requests': '1',
    });
    expect(await results(mine, mine)).toEqual(['passed', 'RATE_LIMIT']);
    const refused = await call(mine);
    expect(refused.message).toBe(
      'Rate limit reached for requests per second of this alias: 1 requests a second, 2 at once. Try again in 1s.',
    );
    expect(refused.headers).toMatchObject({ 'x-ratelimit-limit-requests': '2' });
    expect(refused.admission).toBeUndefined();
    expect(events.refused.mock.calls).toEqual([['assignment-requests'], ['assignment-requests']]);
    // Refusals charged the key nothing; the bucket of the key alone counts where there is no other.
    const free = await call({ ...mine, assigned: [deployment('free')] });
    expect(free.headers['x-ratelimit-remaining-requests']).toBe('97');
  });

  it('is limited by the tokens of its assignment: the size of the prompt and what may be answered', async () => {
    const { call, clock } = await guarded(wide);
    const mine: GuardedCall = { key: 'a', assigned: [deployment('x', few)], fields: { max_tokens: 500 } };
    expect((await call(mine)).headers).toMatchObject({
      'x-ratelimit-limit-tokens': '1000',
      'x-ratelimit-remaining-tokens': '400',
      'x-ratelimit-reset-tokens': '6s',
      'x-ratelimit-limit-requests': '100',
    });
    const refused = await call(mine);
    expect(refused).toMatchObject({
      result: 'RATE_LIMIT',
      headers: { 'x-ratelimit-remaining-tokens': '400' },
    });
    expect(refused.message).toContain('tokens per second of this alias: 100 tokens a second, 1000 at once');
    clock.ms += 2_000;
    expect((await call(mine)).result).toBe('passed');
  });

  it.each([
    ['the greatest of several limits', { max_completion_tokens: 100, max_tokens: 300 }, '600'],
    ['a usual answer where the caller sets no limit', {}, '644'],
    ['a usual answer where the limit is not a number', { max_tokens: 'many' }, '644'],
    ['the whole burst where it would be more', { max_tokens: 1e9 }, '0'],
  ])('reserves %s', async (_what, fields, left) => {
    const { call } = await guarded(wide);
    const { result, headers } = await call({ key: 'a', assigned: [deployment('x', few)], fields });
    expect(result).toBe('passed');
    expect(headers['x-ratelimit-remaining-tokens']).toBe(left);
  });

  it('goes to the next deployment when the first is full, and keeps the first for last', async () => {
    const { call } = await guarded(wide);
    const assigned = [deployment('x', slow), deployment('y', slow), deployment('z')];
    const order = async () => (await call({ key: 'a', assigned })).admission?.deployments.map(({ id }) => id);
    expect([await order(), await order()]).toEqual([
      ['x', 'y', 'z'],
      ['x', 'y', 'z'],
    ]);
    expect([await order(), await order()]).toEqual([
      ['y', 'z', 'x'],
      ['y', 'z', 'x'],
    ]);
    expect(await order()).toEqual(['z', 'x', 'y']);
  });

  it('is told the shortest wait when every deployment is full', async () => {
    const { call, results } = await guarded(wide);
    const assigned = [deployment('x', { ...slow, requestsPerSecond: 0.1 }), deployment('y', slow)];
    expect(await results(...times(4, { key: 'a', assigned }))).toEqual(times(4, 'passed'));
    expect((await call({ key: 'a', assigned })).message).toContain('Try again in 1s');
  });

  it('charges its key and nothing else where the model is not assigned: refusing is for a later stage', async () => {
    const { call, results } = await guarded();
    const { result, admission } = await call({ key: 'a', assigned: [] });
    expect(result).toBe('passed');
    expect(admission?.deployments).toEqual([]);
    expect(await results(...times(3, { key: 'a', assigned: [] }))).toEqual([
      'passed',
      'passed',
      'RATE_LIMIT',
    ]);
  });

  it('has no admission on routes that call no model', async () => {
    const { call } = await guarded();
    expect((await call({ key: 'a', route: 'list', assigned: [deployment('x')] })).admission).toBeUndefined();
  });

  it('gets its tokens back when the call was refused before it began', async () => {
    const { call } = await guarded(wide);
    const mine: GuardedCall = { key: 'a', assigned: [deployment('x', few)], fields: { max_tokens: 900 } };
    (await call(mine)).finish();
    const second = await call(mine);
    expect(second.result).toBe('passed');
    second.admission?.begin();
    second.finish();
    expect((await call(mine)).result).toBe('RATE_LIMIT');
  });
});
