import { scripted } from '../../../test/support/providers/scripted-adapter';
import { connected, routingHealth } from '../../../test/support/service/routing-health';
import type { OrderName } from '../../config/provider-file/route-settings';
import type { ProviderModelEntry } from '../../registry/memory/registry-view';
import { Affinity } from './affinity';
import type { Candidate, OrderContext } from './candidate';
import { inOrder } from './deployment-order';
import { ORDER_STRATEGIES } from './order-strategies';
import { sessionKey } from './session-key';
import { weightedOrder } from './weighted.order';

const candidate = (
  name: string,
  priority = 1,
  weight = 1,
  model: Partial<ProviderModelEntry> = {},
): Candidate => {
  const deployment = connected(scripted(name));
  return { deployment: { ...deployment, model: model as ProviderModelEntry }, priority, weight };
};
const names = (ordered: readonly Candidate[]) =>
  ordered.map(({ deployment }) => deployment.adapter.upstream).join(' ');

function contextWith(random: () => number = Math.random, body: object = {}): OrderContext {
  const { states } = routingHealth();
  const asked = { raw: Buffer.from(JSON.stringify(body)), body, headers: {} };
  return { stateOf: (deployment) => states.of(deployment), asked, random };
}

describe('inOrder', () => {
  const inTheirs = (group: readonly Candidate[]) => group;
  const atRandom = (random?: () => number) => (group: readonly Candidate[]) =>
    weightedOrder(group, contextWith(random));
  const good = () => 0;

  it('tries every deployment of a priority before one of the next', () => {
    const candidates = [candidate('a', 1), candidate('b', 1), candidate('c', 2), candidate('d', 3)];
    for (let run = 0; run < 50; run++)
      expect(names(inOrder(candidates, good, atRandom()))).toMatch(/^(a b|b a) c d$/);
  });

  it('tries one that is better not asked last, also after those of a lower priority', () => {
    const candidates = [candidate('a', 1), candidate('b', 2)];
    const ranked = inOrder(candidates, ({ priority }) => (priority === 1 ? 1 : 0), inTheirs);
    expect(names(ranked)).toBe('b a');
  });

  it('keeps the order when all are alike', () => {
    expect(names(inOrder([candidate('a', 1), candidate('b', 2)], () => 1, inTheirs))).toBe('a b');
  });
});

describe('an order', () => {
  it('by weight gives each the first place in proportion', () => {
    const candidates = [candidate('heavy', 1, 3), candidate('light', 1, 1)];
    let first = 0;
    for (let step = 0; step < 1_000; step++) {
      if (
        names(
          weightedOrder(
            candidates,
            contextWith(() => step / 1_000),
          ),
        ).startsWith('heavy')
      )
        first++;
    }
    expect(first).toBe(750);
  });

  it.each(Object.keys(ORDER_STRATEGIES) as OrderName[])(
    '%s leaves none out, whatever chance says',
    (name) => {
      const candidates = ['a', 'b', 'c', 'd', 'e'].map((one, index) => candidate(one, 1, index + 1));
      for (const chance of [0, 0.5, 0.999_999]) {
        const ordered = names(
          ORDER_STRATEGIES[name](
            candidates,
            contextWith(() => chance),
          ),
        );
        expect(ordered.split(' ').sort().join('')).toBe('abcde');
      }
    },
  );

  it('by latency puts the quicker of two first, and one that has much to do later', () => {
    const [slow, quick] = [candidate('slow'), candidate('quick')];
    const context = contextWith(undefined, { stream: true });
    context.stateOf(slow.deployment).firstToken.add(900);
    context.stateOf(quick.deployment).firstToken.add(100);
    for (let run = 0; run < 20; run++)
      expect(names(ORDER_STRATEGIES.latency([slow, quick], context))).toBe('quick slow');
    context.stateOf(quick.deployment).inFlight = 9;
    expect(names(ORDER_STRATEGIES.latency([slow, quick], context))).toBe('slow quick');
  });

  it('by latency comes back to one that was slow long ago, and believes what it finds there', () => {
    const [slow, quick] = [candidate('slow'), candidate('quick')];
    const context = contextWith(undefined, { stream: true });
    const first = (): string => names(ORDER_STRATEGIES.latency([slow, quick], context)).slice(0, 5);
    const [times, others] = [slow, quick].map(({ deployment }) => context.stateOf(deployment).firstToken);
    const now = performance.now();
    times?.add(8_000, now - 3_600_000);
    others?.add(200, now);
    expect(first()).toBe('slow ');
    times?.add(300, now);
    expect(times?.averageMs(now)).toBeCloseTo(300, -1);
    expect(first()).toBe('quick');
    times?.add(50, now);
    times?.add(50, now);
    times?.add(50, now);
    expect(first()).toBe('slow ');
  });

  it('by load puts the one with the fewest calls for its weight first', () => {
    const [large, small] = [candidate('large', 1, 4), candidate('small', 1, 1)];
    const context = contextWith();
    context.stateOf(large.deployment).inFlight = 3;
    context.stateOf(small.deployment).inFlight = 1;
    expect(names(ORDER_STRATEGIES['least-busy']([small, large], context))).toBe('large small');
  });

  it('by cost puts the cheapest for this request first, and one without a price last', () => {
    const candidates = [
      candidate('unknown'),
      candidate('dear-input', 1, 1, { prices: { input: 10, output: 1 } }),
      candidate('dear-output', 1, 1, { prices: { input: 1, output: 10 } }),
    ];
    const cost = (body: object) => names(ORDER_STRATEGIES.cost(candidates, contextWith(undefined, body)));
    expect(cost({ prompt: 'x'.repeat(8_000), max_tokens: 1 })).toBe('dear-output dear-input unknown');
    expect(cost({ max_tokens: 4_000 })).toBe('dear-input dear-output unknown');
    expect(cost({ generationConfig: { maxOutputTokens: 4_000 } })).toBe('dear-input dear-output unknown');
    // A model does not read what a picture is written with.
    const url = `data:image/png;base64,${Buffer.alloc(300_000, 0xfb).toString('base64')}`;
    expect(cost({ image_url: { url }, max_tokens: 20_000 })).toBe('dear-input dear-output unknown');
  });
});

describe('affinity', () => {
  const candidates = [candidate('a', 1, 3), candidate('b', 1, 1)];
  const chosen = (affinity: Affinity, session: string, among = candidates) =>
    affinity.choose(session, among)?.deployment.adapter.upstream;

  it('leads a session to the same deployment at every replica, and sessions in proportion to the weights', () => {
    const [one, other] = [new Affinity(), new Affinity()];
    let first = 0;
    for (let n = 0; n < 2_000; n++) {
      const at = chosen(one, `session ${n}`);
      expect(chosen(other, `session ${n}`)).toBe(at);
      if (at === 'a') first++;
    }
    expect(first).toBeGreaterThan(1_350);
    expect(first).toBeLessThan(1_650);
  });

  it('stays where it went when its first choice was not to be had', () => {
    const affinity = new Affinity();
    const session = Array.from({ length: 50 }, (_, n) => `s${n}`).find(
      (one) => chosen(new Affinity(), one) === 'a',
    );
    expect(chosen(affinity, session ?? '', candidates.slice(1))).toBe('b');
    expect(chosen(affinity, session ?? '')).toBe('b');
  });

  const long = 'instructions '.repeat(300);
  it.each<[what: string, headers: Record<string, string>, body: object, key: string | undefined]>([
    ['a header of an agent', { 'x-claude-code-session-id': 's1', session_id: 's2' }, { user: 'u' }, 's1'],
    ['another header', { session_id: 's2' }, { prompt_cache_key: 'k' }, 's2'],
    ['prompt_cache_key', {}, { prompt_cache_key: 'k', user: 'u' }, 'k'],
    ['metadata.session_id', {}, { metadata: { session_id: 'm' }, user: 'u' }, 'm'],
    ['user', {}, { user: 'u' }, 'u'],
    ['nothing, in a short request', {}, { messages: [{ role: 'user', content: 'Hello' }] }, undefined],
  ])('knows a session by %s', (_what, headers, body, key) => {
    expect(sessionKey({ headers, body, raw: Buffer.from(JSON.stringify(body)) })).toBe(key);
  });

  it.each([
    [
      'chat',
      {
        messages: [
          { role: 'system', content: long },
          { role: 'user', content: 'a' },
        ],
      },
      'messages',
    ],
    ['Messages', { system: long, messages: [{ role: 'user', content: 'a' }] }, 'messages'],
    [
      'Gemini',
      { systemInstruction: { parts: [{ text: long }] }, contents: [{ role: 'user', parts: [] }] },
      'contents',
    ],
    ['Responses', { instructions: long, input: [{ role: 'user', content: 'a' }] }, 'input'],
  ])('knows a session of %s by its beginning, whatever comes later', (_wire, body, turns) => {
    const keyOf = (more: readonly object[]) => {
      const longer = { ...body, [turns]: [...(Reflect.get(body, turns) as object[]), ...more] };
      return sessionKey({ headers: {}, body: longer, raw: Buffer.from(JSON.stringify(longer)) });
    };
    const first = keyOf([]);
    expect(first).toHaveLength(2_048);
    expect(
      keyOf([
        { role: 'assistant', content: 'b' },
        { role: 'user', content: 'c' },
      ]),
    ).toBe(first);
  });
});
