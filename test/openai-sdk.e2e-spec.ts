import OpenAI from 'openai';
import { providerError } from './support/upstream/answer-scripts';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { DEFAULT_MODELS } from './support/upstream/litellm-models';
import {
  azureClient,
  cityTool,
  openAiClient,
  readText,
  readToolCalls,
  rejection,
} from './support/callers/openai-client';
import { StreamHandle } from './support/upstream/stream-handle';

const HELLO = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Hello' }] };
const MOCK_TEXT = 'Mock LLM streaming response';
const MODELS = [...DEFAULT_MODELS, { name: 'openai/gpt-4o', maxInputTokens: 128_000 }];
const SETTINGS = { KEY_RPS: 0, ADDRESS_RPS: 0, RETRIES: 0 };

describe('the openai SDK', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  let mock: InProcessGateway;

  beforeAll(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    upstream.models = MODELS;
    gateway = await startGateway({ upstream, settings: SETTINGS });
    mock = await startGateway({ settings: { ...SETTINGS, MOCK_TOKEN_DELAY_MS: 0 } });
  });
  afterEach(() => {
    upstream.reset();
    // The service asks again after a while.
    upstream.models = MODELS;
  });
  afterAll(async () => {
    await gateway.close();
    await mock.close();
    await upstream.close();
    await leaks.released();
  });

  describe.each([
    ['OpenAI', () => openAiClient(mock)],
    ['OpenAI with a base URL without /v1', () => openAiClient(mock, { baseURL: mock.url })],
    ['OpenAI with x-internal-auth', () => openAiClient(mock, internalAuth(mock.key))],
    ['AzureOpenAI', () => azureClient(mock)],
  ])('as %s', (_name, connect) => {
    it('gets a whole answer', async () => {
      const answer = await connect().chat.completions.create(HELLO);
      expect(answer.choices[0]?.message.content).toBe(MOCK_TEXT);
      expect(answer.choices[0]?.finish_reason).toBe('stop');
      expect(answer.usage?.total_tokens).toBeGreaterThan(0);
      expect(answer._request_id).toMatch(/.+/);
    });

    it('gets a stream, with usage when it asks for it', async () => {
      const client = connect();
      expect(await readText(await client.chat.completions.create({ ...HELLO, stream: true }))).toBe(
        MOCK_TEXT,
      );
      const chunks = await client.chat.completions.create({
        ...HELLO,
        stream: true,
        stream_options: { include_usage: true },
      });
      let usage: OpenAI.CompletionUsage | null | undefined;
      for await (const chunk of chunks) usage = chunk.usage;
      expect(usage?.completion_tokens).toBeGreaterThan(0);
    });

    it('gets parallel tool calls in a stream', async () => {
      const stream = await connect().chat.completions.create({
        ...HELLO,
        model: 'mock-tools',
        tools: [cityTool('weather'), cityTool('clock')],
        stream: true,
      });
      const { calls, finishReason } = await readToolCalls(stream);
      expect(finishReason).toBe('tool_calls');
      expect(calls.map(({ name }) => name)).toEqual(['weather', 'clock']);
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
      for (const call of calls)
        expect(JSON.parse(call.arguments)).toEqual({ city: expect.any(String) as string });
    });

    it('gets embeddings', async () => {
      const { data, usage } = await connect().embeddings.create({
        model: 'mock-embedding',
        input: ['a', 'b'],
      });
      expect(data.map(({ index }) => index)).toEqual([0, 1]);
      expect(data[0]?.embedding.length).toBeGreaterThan(1);
      expect(usage.prompt_tokens).toBeGreaterThan(0);
    });
  });

  it('runs its own stream helper over tools and content', async () => {
    const runner = openAiClient(mock).chat.completions.stream({
      ...HELLO,
      model: 'mock-tools',
      tools: [cityTool('weather')],
    });
    const answer = await runner.finalChatCompletion();
    expect(answer.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { name: 'weather' } });
  });

  it('as AzureOpenAI with a deployment gets the model of that name, whatever the body names', async () => {
    const client = azureClient(mock, { deployment: 'mock-echo' });
    const answer = await client.chat.completions.create(HELLO);
    expect(answer).toMatchObject({ choices: [{ message: { content: 'Hello' } }] });
    expect(await readText(await client.chat.completions.create({ ...HELLO, stream: true }))).toBe('Hello');
  });

  describe('lists models', () => {
    it('all of them', async () => {
      const names: string[] = [];
      for await (const { id, object } of openAiClient(gateway).models.list()) {
        expect(object).toBe('model');
        names.push(id);
      }
      expect(names).toEqual(MODELS.map(({ name }) => name));
    });

    it.each(['gpt-4o-mini', 'openai/gpt-4o'])('one: %s', async (id) => {
      expect(await openAiClient(gateway).models.retrieve(id)).toMatchObject({ id, object: 'model' });
    });

    it('not one that does not exist', async () => {
      const error = await rejection(openAiClient(gateway).models.retrieve('no/such-model'));
      expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    });
  });

  describe('throws', () => {
    it('AuthenticationError for a wrong key', async () => {
      const client = openAiClient(gateway, { apiKey: 'sk-wrong' });
      const error = await rejection(client.chat.completions.create(HELLO));
      expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
      expect(error).toMatchObject({ status: 401, code: 'UNAUTHORIZED', type: 'authentication_error' });
    });

    it.each([
      [400, { code: 'context_length_exceeded', param: 'messages' }, OpenAI.BadRequestError],
      [404, { code: 'model_not_found', param: 'model' }, OpenAI.NotFoundError],
      [429, { code: 'rate_limit_exceeded', param: null }, OpenAI.RateLimitError],
    ])('the class of a %i of the provider, with its code', async (status, body, errorClass) => {
      upstream.next(providerError(status, body));
      const error = await rejection(openAiClient(gateway).chat.completions.create(HELLO));
      expect(error).toBeInstanceOf(errorClass);
      expect(error).toMatchObject({ ...body, status, requestID: expect.any(String) as string });
    });

    it('InternalServerError when the provider fails', async () => {
      upstream.next(providerError(500));
      const error = await rejection(openAiClient(gateway).chat.completions.create(HELLO));
      expect(error).toBeInstanceOf(OpenAI.InternalServerError);
      expect(error).toMatchObject({ status: 502, code: 'PROVIDER_ERROR', type: 'api_error' });
    });

    it.each([true, false])('BadRequestError with param for a bad field (stream: %s)', async (stream) => {
      const request = openAiClient(gateway).chat.completions.create({
        ...HELLO,
        stream,
        max_completion_tokens: -1,
      });
      const error = await rejection(request);
      expect(error).toBeInstanceOf(OpenAI.BadRequestError);
      expect(error).toMatchObject({ param: 'max_completion_tokens', code: 'INVALID_REQUEST' });
      expect(upstream.chats).toHaveLength(0);
    });

    it('when a stream is cut', async () => {
      const handle = new StreamHandle();
      upstream.next(handle.script);
      const opening = openAiClient(gateway).chat.completions.create({ ...HELLO, stream: true });
      await handle.opened;
      await handle.text('Hi');
      const stream = await opening;
      await handle.cut();
      const error = await rejection(readText(stream));
      expect(error).toBeInstanceOf(OpenAI.APIError);
      expect(error).toMatchObject({ code: 'PROVIDER_ERROR', type: 'api_error' });
    });
  });

  describe('retries', () => {
    it('a 429 after the wait that it names', async () => {
      upstream.next(providerError(429, {}, { 'retry-after': '1' }));
      const answer = await openAiClient(gateway, { maxRetries: 1 }).chat.completions.create(HELLO);
      expect(answer.choices).toHaveLength(1);
      const [first, second] = upstream.chats;
      // By itself it would wait half a second at the most.
      expect(second!.arrivedAt - first!.arrivedAt).toBeGreaterThan(950);
    });

    it('nothing that no retry can help', async () => {
      upstream.reply(providerError(401));
      const error = await rejection(openAiClient(gateway, { maxRetries: 2 }).chat.completions.create(HELLO));
      expect(error).toBeInstanceOf(OpenAI.InternalServerError);
      expect(upstream.chats).toHaveLength(1);
    });
  });

  it('closes the upstream when it leaves its stream', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const opening = openAiClient(gateway).chat.completions.create({ ...HELLO, stream: true });
    const request = await handle.opened;
    await handle.text('Hi');
    const stream = await opening;
    stream.controller.abort();
    await request.closed;
    expect(request.aborted).toBe(true);
  });
});

function internalAuth(key: string) {
  return { apiKey: 'whatever', defaultHeaders: { 'x-internal-auth': key } };
}
