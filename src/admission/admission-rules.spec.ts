import { deployment, guarded } from '../../test/support/service/limits-under-test';
import type { GuardedCall } from '../../test/support/service/limits-under-test';
import type { OwnerLimitName } from '../registry/memory/registry-view';
import { BUCKET_LIMITS, limitKind, LIMIT_KINDS } from './limit-kinds';
import type { BucketLimit } from './limit-kinds';

const ONE = { requestsPerSecond: 1, requestBurst: 1 };
const FEW_TOKENS = { tokensPerSecond: 1, tokenBurst: 10 };

/** Settings under which only one limit refuses the second of two equal calls, and that call. */
const REFUSING: Readonly<
  Record<
    BucketLimit,
    { readonly settings: Record<string, string>; readonly call: Parameters<Guarded['call']>[0] }
  >
> = {
  key: { settings: { LLM_PROXY__KEY_BURST: '1' }, call: { key: 'k' } },
  address: { settings: { LLM_PROXY__ADDRESS_BURST: '1' }, call: {} },
  model: {
    settings: { LLM_PROXY__MODEL_RPS: '1', LLM_PROXY__MODEL_BURST: '1' },
    call: { key: 'k', model: 'm' },
  },
  'assignment-requests': { settings: {}, call: { key: 'k', model: 'a', assigned: [deployment('a', ONE)] } },
  'assignment-tokens': {
    settings: {},
    call: { key: 'k', model: 'a', assigned: [deployment('a', FEW_TOKENS)] },
  },
  ...ofOwner('key'),
  ...ofOwner('group'),
};

/** A limit of an owner that one call uses up. */
function limited(name: OwnerLimitName): { settings: Record<string, string>; call: GuardedCall } {
  const limit = { name, ownerId: 'o', amount: 1, ratePerSecond: 0.001 };
  return { settings: {}, call: { key: 'k', model: 'a', assigned: [deployment('a')], limits: [limit] } };
}

function ofOwner<Owner extends 'key' | 'group'>(owner: Owner) {
  const names = (['requests', 'tokens'] as const).flatMap((counts) =>
    (['second', 'minute', 'day'] as const).map((per): OwnerLimitName => `${owner}-${counts}-per-${per}`),
  );
  return Object.fromEntries(names.map((name) => [name, limited(name)])) as Record<
    Extract<OwnerLimitName, `${Owner}-${string}`>,
    ReturnType<typeof limited>
  >;
}

type Guarded = Awaited<ReturnType<typeof guarded>>;

describe('every admission rule', () => {
  it.each(BUCKET_LIMITS)(
    '%s refuses in its own words, counts itself, and gives every slot back',
    async (limit) => {
      const { settings, call } = REFUSING[limit];
      const limits = await guarded(settings);
      const first = await limits.call(call);
      const refused = await limits.call(call);
      expect([refused.result, limits.events.refused.mock.calls]).toEqual(['RATE_LIMIT', [[limit]]]);
      expect(refused.message).toContain(LIMIT_KINDS[limit].words);
      const { counts, per = 'second' } = limitKind(limit);
      expect(refused.message).toContain(`${counts} a ${per}`);
      expect(refused.headers).toHaveProperty([`x-ratelimit-remaining-${LIMIT_KINDS[limit].counts}`], '0');
      first.finish();
      expect(limits.slots.inUse).toBe(0);
    },
  );

  it('slots: refuses with 503 before any bucket is charged', async () => {
    const limits = await guarded({ LLM_PROXY__MAX_CONCURRENT_REQUESTS: '1', LLM_PROXY__KEY_BURST: '2' });
    const held = await limits.call({ key: 'k' });
    expect(await limits.results({ key: 'k' }, { key: 'k' })).toEqual(['OVERLOADED', 'OVERLOADED']);
    held.finish();
    expect(await limits.results({ key: 'k' })).toEqual(['passed']);
    expect(limits.events.refused.mock.calls).toEqual([['slots'], ['slots']]);
  });

  it('charges nothing when another refuses', async () => {
    const limits = await guarded({ LLM_PROXY__KEY_BURST: '2' });
    const full = { key: 'k', model: 'a', assigned: [deployment('a', ONE)] };
    expect(await limits.results(full, full, full)).toEqual(['passed', 'RATE_LIMIT', 'RATE_LIMIT']);
    expect(await limits.results({ key: 'k', route: 'list' }, { key: 'k', route: 'list' })).toEqual([
      'passed',
      'RATE_LIMIT',
    ]);
  });
});
