/** Which deployment is asked, and for which refusals another one is. */
import { answerText, json, providerError } from './support/upstream/answer-scripts';
import { HELLO, postChat } from './support/callers/chat-request';
import { completion } from './support/upstream/completion-bodies';
import type { AnswerScript } from './support/upstream/exchange';
import { LeakCheck } from './support/observation/leak-check';
import { TwoDeployments } from './support/service/two-deployments';

const TOO_LONG = providerError(400, { code: 'context_length_exceeded', type: 'invalid_request_error' });
const REFUSED = providerError(400, { code: 'content_policy_violation', type: 'invalid_request_error' });
const NOT_TAKEN = providerError(400, {
  code: 'unsupported_parameter',
  param: 'logit_bias',
  type: 'invalid_request_error',
});
const SMALL_THEN_LARGE = [{ context_length: 8_000 }, { context_length: 128_000 }] as const;
const PICTURE = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };
const TOOL = { type: 'function', function: { name: 'f', parameters: { type: 'object' } } };
const SCHEMA = { type: 'json_schema', json_schema: { name: 's', schema: { type: 'object' } } };

describe('an alias of two deployments', () => {
  let leaks: LeakCheck;
  let two: TwoDeployments;

  beforeAll(async () => {
    leaks = new LeakCheck();
    two = await TwoDeployments.start(
      {},
      (first, second) => `
providers:
  one: { type: openai, base_url: ${first}, api_key: sk-1, models: [{ name: m, prices: { input: 9 } }] }
  two: { type: openai, base_url: ${second}, api_key: sk-2, models: [{ name: m, prices: { input: 1 } }] }
  few: { type: openai, base_url: ${first}, api_key: sk-3, models: [{ name: m, limits: { rpm: 2 } }] }
  single: { type: openai, base_url: ${first}, api_key: sk-4, models: [{ name: m, limits: { concurrent: 1 } }] }
routes:
  lenient: { models: [one/m, two/m], on_refusal: fallback }
  cheap: { models: [one/m, two/m], order: cost }
  alias-of-a-key: { on_refusal: fallback }
  drifting: { affinity: off }
  limited: [few/m, two/m]
  narrow: [single/m, two/m]
`,
    );
  });
  beforeEach(() => {
    two.reset();
    two.first.reply(answerText('first'));
    two.second.reply(answerText('second'));
  });
  afterAll(async () => {
    await two.close();
    await leaks.released();
  });

  const ask = async (model: string, body: object = {}, who: 'tenant' | 'gateway' = 'tenant') => {
    const answer = await postChat(two[who], { ...HELLO, ...body, model });
    return { status: answer.status, by: /first|second/.exec(answer.text)?.[0], answer };
  };
  const counts = () => [two.first.chats.length, two.second.chats.length];

  describe.each([false, true])('(stream: %s)', (stream) => {
    it('is answered by the one with the larger window where the request is too long for the first', async () => {
      const { name } = await two.alias(undefined, SMALL_THEN_LARGE);
      two.first.reply(TOO_LONG);
      expect(await ask(name, { stream })).toMatchObject({ status: 200, by: 'second' });
      expect(counts()).toEqual([1, 1]);
    });

    it('gives that 400 where the other window is not larger', async () => {
      const { name } = await two.alias(undefined, [{ context_length: 8_000 }, { context_length: 8_000 }]);
      two.first.reply(TOO_LONG);
      const { status, answer } = await ask(name, { stream });
      expect([status, answer.error['code'], ...counts()]).toEqual([400, 'context_length_exceeded', 1, 0]);
    });

    it('gives a refusal for its content to the caller, and asks nobody else', async () => {
      const { name } = await two.alias();
      two.first.reply(REFUSED);
      const { status, answer } = await ask(name, { stream });
      expect([status, answer.error['code'], ...counts()]).toEqual([400, 'content_filter', 1, 0]);
    });

    it('asks the other where one does not take a parameter; the 400 is kept for when that fails too', async () => {
      const { name } = await two.alias();
      two.first.reply(NOT_TAKEN);
      expect(await ask(name, { stream })).toMatchObject({ status: 200, by: 'second' });
      two.second.reply(providerError(503));
      const { status, answer } = await ask(name, { stream });
      expect([status, answer.error['param']]).toEqual([400, 'logit_bias']);
    });
  });

  it('asks the other after a refusal where its route says so, for every caller', async () => {
    two.first.reply(REFUSED);
    expect(await ask('lenient', {}, 'gateway')).toMatchObject({ status: 200, by: 'second' });
    await two.deployment('Lenient1', two.first, 'alias-of-a-key', { priority: 1 });
    await two.deployment('Lenient2', two.second, 'alias-of-a-key', { priority: 2 });
    expect(await ask('alias-of-a-key')).toMatchObject({ status: 200, by: 'second' });
  });

  it('is not asked where it is too long by an estimate, while the other is larger', async () => {
    const { name } = await two.alias(undefined, SMALL_THEN_LARGE);
    const messages = [{ role: 'user', content: 'many words '.repeat(6_000) }];
    expect(await ask(name, { messages })).toMatchObject({ by: 'second' });
    expect(counts()).toEqual([0, 1]);
  });

  it.each<[need: string, body: object, capability: string]>([
    ['vision', { messages: [{ role: 'user', content: [PICTURE] }] }, 'vision'],
    ['tools', { tools: [TOOL] }, 'tools'],
    ['a JSON schema', { response_format: SCHEMA }, 'json_schema'],
  ])('never asks one that lacks %s while the other has it', async (_need, body, capability) => {
    const { name } = await two.alias(undefined, [
      { capabilities: ['text'] },
      { capabilities: ['text', capability] },
    ]);
    expect(await ask(name)).toMatchObject({ by: 'first' });
    expect(await ask(name, body)).toMatchObject({ by: 'second' });
    two.second.reply(providerError(503));
    expect((await ask(name, body)).status).toBe(502);
    expect(two.first.chats).toHaveLength(1);
  });

  it('goes by the order of its route', async () => {
    for (let n = 0; n < 5; n++) expect(await ask('cheap', {}, 'gateway')).toMatchObject({ by: 'second' });
  });

  it('takes one that is at its own limit for full, not for failed', async () => {
    const by = [];
    for (let n = 0; n < 4; n++) by.push((await ask('limited', {}, 'gateway')).by);
    expect(by).toEqual(['first', 'first', 'second', 'second']);
    const { status, answer } = await ask('few/m', {}, 'gateway');
    expect([status, answer.headers['x-llm-proxy-error']]).toEqual([429, 'RATE_LIMIT']);
    expect(Number(answer.headers['retry-after-ms'])).toBeGreaterThan(0);
  });

  it('runs no more calls at once at a deployment than that takes', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow: AnswerScript = async (exchange) => {
      await held;
      await answerText('first')(exchange);
    };
    two.first.next(slow);
    const first = ask('narrow', {}, 'gateway');
    await two.first.untilChat(1);
    expect(await ask('narrow', {}, 'gateway')).toMatchObject({ by: 'second' });
    release();
    expect(await first).toMatchObject({ by: 'first' });
    expect(await ask('narrow', {}, 'gateway')).toMatchObject({ by: 'first' });
  });

  it('keeps a session where its prompt cache is: nearly all of it is read from there', async () => {
    const shared = async (priority: number, model: string): Promise<number> => {
      const caches = [new Set<string>(), new Set<string>()];
      let told = 0;
      let cached = 0;
      const caching =
        (cache: Set<string>): AnswerScript =>
        (exchange) => {
          const { messages } = exchange.request.json as { messages: readonly { content: string }[] };
          const texts = messages.map(({ content }) => content);
          // The first turns cannot be cached anywhere.
          if (texts.length > 1) {
            told++;
            if (cache.has(JSON.stringify(texts.slice(0, -2)))) cached++;
          }
          cache.add(JSON.stringify(texts));
          return json(completion('fine'))(exchange);
        };
      [two.first, two.second].forEach((upstream, at) => upstream.reply(caching(caches[at] ?? new Set())));
      for (let conversation = 0; conversation < 12; conversation++) {
        const messages = [{ role: 'user', content: `${priority} ${conversation} ${'context '.repeat(400)}` }];
        for (let turn = 0; turn < 8; turn++) {
          expect((await ask(model, { messages })).status).toBe(200);
          messages.push({ role: 'assistant', content: 'fine' }, { role: 'user', content: `turn ${turn}` });
        }
      }
      const calls = counts();
      expect(Math.min(...calls)).toBeGreaterThan(0);
      two.reset();
      return cached / told;
    };
    const { name } = await two.alias({ priority: 1 });
    expect(await shared(1, name)).toBeGreaterThanOrEqual(0.95);
    await two.deployment('Drifting1', two.first, 'drifting', {});
    await two.deployment('Drifting2', two.second, 'drifting', {});
    // Half of it, by chance.
    expect(await shared(2, 'drifting')).toBeLessThan(0.8);
  });
});
