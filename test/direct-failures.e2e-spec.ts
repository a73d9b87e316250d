/** How each provider fails, and what an OpenAI caller is told of it. */
import { APIError } from 'openai';
import type OpenAI from 'openai';
import { call, postChat, streamChat } from './support/callers/chat-request';
import { ConnectedReplays } from './support/providers/connected-replays';
import { LeakCheck } from './support/observation/leak-check';
import { openAiClient, readText, rejection } from './support/callers/openai-client';
import { FAILURES, PRIVATE_WORDS } from './support/providers/provider-failures';
import { describeWithRecordings } from './support/providers/recordings';
import { addTenant, assign, registryOf } from './support/service/registry-setup';
import { streamedText } from './support/callers/sse-client';
import { until } from './support/observation/until';

const HELLO = [{ role: 'user' as const, content: 'Hello' }];

describeWithRecordings('a provider that fails', () => {
  let leaks: LeakCheck;
  let direct: ConnectedReplays;
  let client: OpenAI;

  beforeAll(async () => {
    leaks = new LeakCheck();
    // They fail far more often in a row than a breaker takes.
    const settings = { BREAKER_FAILURES: 0 };
    direct = await ConnectedReplays.start(['openai', 'azure', 'anthropic', 'gemini', 'bedrock'], settings);
    client = openAiClient(direct.caller);
  });
  afterAll(async () => {
    await direct.close();
    await leaks.released();
  });

  const refusal = async (model: string, stream = false): Promise<APIError> => {
    const refused = await rejection(client.chat.completions.create({ model, messages: HELLO, stream }));
    if (!(refused instanceof APIError)) throw new Error('no answer of the gateway', { cause: refused });
    return refused;
  };

  describe.each(FAILURES)('$from', ({ from, ...failures }) => {
    beforeEach(() => (direct.of(from).upstream.requests.length = 0));

    it.each([false, true])(
      'because the prompt is too long: its 400, with the reason; stream: %s',
      async (stream) => {
        direct.of(from).answer(failures.tooLong.script);
        const refused = await refusal(from, stream);
        expect([refused.status, refused.code]).toEqual([400, 'context_length_exceeded']);
        expect(refused.message).toMatch(failures.tooLong.reason);
        expect(direct.of(from).calls).toHaveLength(1);
      },
    );

    it.each([false, true])('because it is busy: 429, and when to come back; stream: %s', async (stream) => {
      const { script, retryAfter } = failures.limited;
      direct.of(from).answer(script);
      const refused = await refusal(from, stream);
      expect(refused.status).toBe(429);
      expect(refused.headers?.get('x-llm-proxy-error')).toBe('RATE_LIMIT');
      if (retryAfter !== undefined) expect(refused.headers?.get('retry-after')).toBe(retryAfter);
      expect(refused.message).not.toContain(PRIVATE_WORDS);
    });

    it.each([false, true])('because it is overloaded: 502 without its words; stream: %s', async (stream) => {
      direct.of(from).answer(failures.overloaded);
      const refused = await refusal(from, stream);
      expect([refused.status, refused.headers?.get('x-llm-proxy-error')]).toEqual([502, 'PROVIDER_ERROR']);
      expect(JSON.stringify(refused.error)).not.toContain(PRIVATE_WORDS);
    });

    it.each([
      ['with an error event of its own', 'failsLater'],
      ['by a broken connection', 'cut'],
    ] as const)('in the middle of a stream, %s: an error event, no [DONE]', async (_how, way) => {
      direct.of(from).answer(failures[way]);
      const stream = streamChat(direct.caller, { model: from, messages: HELLO });
      const { complete } = await stream.ended;
      expect(complete).toBe(false);
      expect(stream.text).not.toContain('[DONE]');
      expect(stream.text).not.toContain(PRIVATE_WORDS);
      expect(stream.events.at(-1)).toMatchObject({
        error: { message: expect.stringMatching(/./) as string },
      });
      expect(streamedText(stream)).not.toBe('');
      const read = client.chat.completions
        .create({ model: from, messages: HELLO, stream: true })
        .then(readText);
      expect(await rejection(read)).toBeInstanceOf(APIError);
    });

    it('because it refuses our credential: 502 without its words, and the owner is told', async () => {
      direct.of(from).answer(failures.badCredential);
      const refused = await refusal(from);
      expect([refused.status, refused.headers?.get('x-llm-proxy-error')]).toEqual([502, 'PROVIDER_ERROR']);
      expect(JSON.stringify(refused.error)).not.toContain(PRIVATE_WORDS);
      const { connections } = registryOf(direct.gateway);
      const test = await until(async () => (await connections.get(from)).last_test, { what: 'the mark' });
      expect(test).toMatchObject({ ok: false });
      expect(test?.message).not.toContain(PRIVATE_WORDS);
    });
  });

  it('is left for the next one behind the alias: Anthropic, then OpenAI, whole and streamed', async () => {
    const tenant = await addTenant(direct.gateway, 'fallback');
    await assign(direct.gateway, tenant, 'anthropic/chat', { alias: 'safe', priority: 1 });
    await assign(direct.gateway, tenant, 'openai/chat', { alias: 'safe', priority: 2 });
    const overloaded = FAILURES.find(({ from }) => from === 'anthropic')?.overloaded;
    if (overloaded === undefined) throw new Error('no failures of anthropic');
    direct.of('anthropic').answer(overloaded);
    direct.of('openai').replay({ stream: 'openai/openai-text', whole: 'openai/openai-text' });
    const whole = await postChat(tenant, { model: 'safe', messages: HELLO });
    expect(whole.status).toBe(200);
    expect(whole.headers['x-llm-proxy-deployment']).toBe('openai/chat');
    const line = await direct.gateway.log.until(
      (one) => one['request_id'] === whole.headers['x-request-id'] && one['msg'] === 'call',
    );
    expect(line['attempt_log']).toMatchObject([
      { deployment: 'anthropic/chat', outcome: expect.any(String) as string },
      { deployment: 'openai/chat', outcome: 'ok' },
    ]);
    const stream = streamChat(tenant, { model: 'safe', messages: HELLO });
    await stream.ended;
    expect(stream.done).toBe(true);
    const { headers } = await stream.opened;
    expect(headers['x-llm-proxy-deployment']).toBe('openai/chat');
    expect(direct.of('openai').lastCall.json).toMatchObject({ model: 'gpt-4.1-nano' });
  });

  it('has left no credential and none of its words in the log', () => {
    for (const { credential } of direct.replays.values()) {
      expect(direct.gateway.log.text).not.toContain(credential);
    }
  });

  it('with STRICT_PARAMS is never asked what it would have to ignore: 400 naming the field', async () => {
    const strict = await ConnectedReplays.start(['anthropic', 'gemini', 'bedrock'], { STRICT_PARAMS: true });
    const chat = await ConnectedReplays.start(['openai', 'azure'], { STRICT_PARAMS: true });
    try {
      // From the other doors what Chat Completions do not have.
      for (const name of chat.replays.keys()) {
        const message = { model: name, max_tokens: 5, messages: HELLO };
        const asked = [
          ['/v1/messages', { ...message, top_k: 3 }, 'top_k'],
          ['/v1/messages', { ...message, stream: true, mcp_servers: [{ url: 'https://x' }] }, 'mcp_servers'],
          ['/v1/responses', { model: name, input: 'Hi', tools: [{ type: 'web_search' }] }, 'tools.0'],
          [
            `/v1beta/models/${name}:generateContent`,
            { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }], safetySettings: [{ category: 'A' }] },
            'safetySettings',
          ],
        ] as const;
        for (const [path, body, field] of asked) {
          const { status, text } = await call(chat.caller, 'POST', path, { body });
          expect([name, path, status, text.includes(field)]).toEqual([name, path, 400, true]);
        }
        expect(chat.of(name).calls).toHaveLength(0);
      }
      // What the vendor's own rules leave out has the caller's name too.
      const thinking = { thinkingConfig: { thinkingLevel: 'low' } };
      const hello = { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] };
      for (const [path, body, param] of [
        ['/v1/responses', { input: 'Hi', text: { verbosity: 'low' } }, 'text.verbosity'],
        ['/v1/responses', { input: 'Hi', reasoning: { effort: 'low' }, stream: true }, 'reasoning'],
        [
          '/v1beta/models/openai:generateContent',
          { ...hello, generationConfig: thinking },
          'generationConfig.thinkingConfig',
        ],
      ] as const) {
        const { status, text } = await call(chat.caller, 'POST', path, {
          body: { model: 'openai', ...body },
        });
        expect([path, status]).toEqual([path, 400]);
        expect(text).toContain(`"${param} is not supported`);
      }
      expect(chat.of('openai').calls).toHaveLength(0);
      for (const name of strict.replays.keys()) {
        const body = { model: name, messages: HELLO, logit_bias: { '50256': -100 } };
        const answer = await call(strict.caller, 'POST', '/v1/chat/completions', { body });
        expect([name, answer.status, answer.error['param']]).toEqual([name, 400, 'logit_bias']);
        expect(strict.of(name).calls).toHaveLength(0);
      }
    } finally {
      await strict.close();
      await chat.close();
    }
  });
});
