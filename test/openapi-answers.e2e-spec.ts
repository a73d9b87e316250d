import { ERROR_CATALOGUE } from '../src/errors/gateway-error';
import type { ErrorCode } from '../src/errors/gateway-error';
import { call, get, HELLO, postChat, streamChat } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { OpenApiValidator } from './support/documents/openapi-validator';

const CHAT_ROUTES = [
  '/v1/chat/completions',
  '/chat/completions',
  '/openai/deployments/gpt-4o-mini/chat/completions',
];
/** The path under which a route is in the document. */
const documented = (route: string): string =>
  route.replace(/^(?:\/openai\/deployments\/[^/]+|\/v1)?\/(chat\/completions|embeddings|models)/, '/v1/$1');
const EMBEDDING_ROUTES = ['/v1/embeddings', '/embeddings', '/openai/deployments/mock-embedding/embeddings'];
const WEATHER = {
  type: 'function',
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};
const TIME = { type: 'function', function: { name: 'time', parameters: { type: 'object' } } };
const MESSAGES = HELLO.messages;
const USAGE = { include_usage: true };

/** Requests of every kind that the mock answers whole. */
const CHATS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['plain', HELLO],
  ['no model', { messages: MESSAGES }],
  ['one tool', { model: 'mock-tools', messages: MESSAGES, tools: [WEATHER] }],
  ['parallel tools', { model: 'mock-tools', messages: MESSAGES, tools: [WEATHER, TIME] }],
  ['reasoning', { model: 'mock-reasoning', messages: MESSAGES }],
  ['an object', { model: 'mock-json', messages: MESSAGES, response_format: { type: 'json_object' } }],
  ['several choices', { ...HELLO, n: 2 }],
  ['cut by max_tokens', { ...HELLO, max_tokens: 1 }],
  ['unknown fields', { ...HELLO, seed: 42, my_own: { deep: [1] } }],
  [
    'a conversation with a tool result and an image',
    {
      model: 'mock-echo',
      messages: [
        { role: 'system', content: 'Be short.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'weather', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: 'rain' },
      ],
    },
  ],
];

const EVENT_SCHEMAS: Readonly<Record<string, string>> = {
  token: 'TokenEvent',
  reasoning: 'ReasoningEvent',
  tool_call: 'ToolCallEvent',
  message: 'MessageEvent',
  end: 'EndEvent',
  error: 'Error',
};

/** What the service answers, held to the document that it publishes. */
describe('answers as documented', () => {
  let gateway: InProcessGateway;
  let openApi: OpenApiValidator;

  beforeAll(async () => {
    gateway = await startGateway({
      settings: {
        MOCK_TOKEN_DELAY_MS: 1,
        KEY_RPS: 0,
        ADDRESS_RPS: 0,
        RETRIES: 0,
        MAX_BODY_MIB: 0.01,
        IDLE_TIMEOUT: 1,
      },
    });
    openApi = await OpenApiValidator.of(gateway);
  });
  afterAll(() => gateway.close());

  const expectError = (
    route: string,
    method: string,
    answer: Awaited<ReturnType<typeof call>>,
    code: ErrorCode,
  ) => {
    expect(answer.headers['x-llm-proxy-error']).toBe(code);
    expect(answer.status).toBe(ERROR_CATALOGUE[code].status);
    openApi.response(method, documented(route), answer.status, answer.json);
  };

  describe.each(CHAT_ROUTES)('%s', (route) => {
    it.each(CHATS)('whole: %s', async (_kind, body) => {
      openApi.schema('ChatCompletionRequest', body);
      const answer = await postChat(gateway, body, { path: route });
      expect(answer.status).toBe(200);
      openApi.response('POST', documented(route), 200, answer.json);
    });

    it.each(CHATS)('stream: %s', async (_kind, body) => {
      const client = streamChat(gateway, { ...body, stream_options: USAGE }, { path: route });
      expect(await client.ended).toMatchObject({ complete: true });
      expect(client.done).toBe(true);
      for (const event of client.events)
        openApi.response('POST', documented(route), 200, event, 'text/event-stream');
      expect(client.events.at(-1)).toMatchObject({
        choices: [],
        usage: { total_tokens: expect.any(Number) },
      });
    });
  });

  describe.each(['mock-cut', 'mock-stall'])('a stream of %s', (model) => {
    it('ends with a documented error', async () => {
      const client = streamChat(gateway, { ...HELLO, model });
      expect(await client.ended).toMatchObject({ complete: false });
      for (const event of client.events) {
        openApi.response('POST', '/v1/chat/completions', 200, event, 'text/event-stream');
      }
      openApi.schema('Error', client.events.at(-1));
    });

    it('ends with a documented error event on /llm/stream', async () => {
      const client = streamChat(gateway, { ...HELLO, model }, { path: '/llm/stream' });
      expect(await client.ended).toMatchObject({ complete: false });
      expect(client.frames.at(-1)?.event).toBe('error');
      openApi.schema('Error', client.events.at(-1));
    });
  });

  describe('/llm/*', () => {
    const uniform = CHATS.filter(([kind]) => kind !== 'several choices');

    it.each(uniform)('/llm/chat: %s', async (_kind, body) => {
      openApi.schema('UniformChatRequest', body);
      const answer = await postChat(gateway, body, { path: '/llm/chat' });
      openApi.response('POST', '/llm/chat', 200, answer.json);
    });

    it('/llm/completions', async () => {
      const body = { prompt: 'Say hello.', system: 'Be short.' };
      openApi.schema('UniformCompletionRequest', body);
      const answer = await postChat(gateway, body, { path: '/llm/completions' });
      openApi.response('POST', '/llm/completions', 200, answer.json);
    });

    it.each([...uniform, ['a prompt', { prompt: 'Say hello.' }] as const])(
      '/llm/stream: %s',
      async (_kind, body) => {
        openApi.schema('UniformStreamRequest', body);
        const client = streamChat(gateway, body, { path: '/llm/stream' });
        expect(await client.ended).toMatchObject({ complete: true });
        expect(client.frames.at(-1)?.event).toBe('end');
        for (const { event = '', data } of client.frames) {
          openApi.schema(EVENT_SCHEMAS[event] ?? event, JSON.parse(data));
        }
      },
    );

    it('/llm/stream as JSON lines', async () => {
      const headers = { accept: 'application/x-ndjson' };
      const answer = await postChat(gateway, CHATS[3]?.[1], { path: '/llm/stream', headers });
      expect(answer.headers['content-type']).toMatch(/^application\/x-ndjson/);
      const lines = answer.text.split('\n').filter((line) => line !== '');
      expect(lines.length).toBeGreaterThan(3);
      for (const line of lines) {
        const event = JSON.parse(line) as { readonly type: string };
        openApi.schema(EVENT_SCHEMAS[event.type] ?? event.type, event);
      }
    });
  });

  describe.each(EMBEDDING_ROUTES)('%s', (route) => {
    it.each([
      ['a text', { input: 'sky' }],
      ['texts', { input: ['sky', 'grass'], dimensions: 8 }],
      ['tokens', { input: [1, 2, 3] }],
      ['base64', { input: 'sky', encoding_format: 'base64' }],
    ])('%s', async (_kind, fields) => {
      const body = { model: 'mock-embedding', ...fields };
      openApi.schema('EmbeddingsRequest', body);
      const answer = await postChat(gateway, body, { path: route });
      openApi.response('POST', documented(route), 200, answer.json);
    });
  });

  it.each([
    '/v1/models',
    '/models',
    '/v1/models/gpt-4o-mini',
    '/models/mock-echo',
    '/v1/llm/models',
    '/llm/models',
    '/health',
    '/health/ready',
  ])('GET %s', async (path) => {
    const answer = await get(gateway, path);
    openApi.response('GET', documented(path), 200, answer.json);
  });

  describe('errors', () => {
    const postRoutes = [...CHAT_ROUTES, ...EMBEDDING_ROUTES, '/llm/chat', '/llm/completions', '/llm/stream'];

    it.each(postRoutes)('of the caller: POST %s', async (route) => {
      const post = (body: unknown, options: Parameters<typeof postChat>[2] = {}) =>
        postChat(gateway, body, { path: route, ...options });
      expectError(route, 'POST', await post(HELLO, { key: null }), 'UNAUTHORIZED');
      expectError(route, 'POST', await post({}), 'INVALID_REQUEST');
      expectError(route, 'POST', await post('{"broken'), 'INVALID_REQUEST');
      expectError(route, 'POST', await post('x'.repeat(20_000)), 'PAYLOAD_TOO_LARGE');
      const headers = { 'content-type': 'text/plain' };
      expectError(route, 'POST', await post('hello', { headers }), 'UNSUPPORTED_MEDIA_TYPE');
    });

    it.each(['/v1/models', '/models', '/v1/models/x', '/v1/llm/models', '/llm/models'])(
      'GET %s',
      async (path) => {
        expectError(path, 'GET', await get(gateway, path, { key: null }), 'UNAUTHORIZED');
      },
    );

    it('of a model that does not exist', async () => {
      expectError('/v1/models/x', 'GET', await get(gateway, '/v1/models/no-such'), 'MODEL_NOT_FOUND');
      const answer = await postChat(gateway, { ...HELLO, model: 'mock-no-such' });
      expectError('/v1/chat/completions', 'POST', answer, 'MODEL_NOT_FOUND');
    });

    it.each<readonly [string, ErrorCode]>([
      ['mock-error-400', 'INVALID_REQUEST'],
      ['mock-error-401', 'PROVIDER_ERROR'],
      ['mock-error-429', 'RATE_LIMIT'],
      ['mock-error-500', 'PROVIDER_ERROR'],
      ['mock-error-503', 'PROVIDER_ERROR'],
      ['mock-error-timeout', 'TIMEOUT'],
    ])('of the upstream: %s', async (model, code) => {
      const stream = await postChat(gateway, { ...HELLO, model, stream: true });
      expectError('/v1/chat/completions', 'POST', stream, code);
      for (const route of ['/v1/chat/completions', '/llm/chat', '/llm/stream']) {
        expectError(route, 'POST', await postChat(gateway, { ...HELLO, model }, { path: route }), code);
      }
    });

    it('of routes that do not exist', async () => {
      for (const answer of [await get(gateway, '/nothing'), await get(gateway, '/v1/chat/completions')]) {
        expect([404, 405]).toContain(answer.status);
        openApi.schema('Error', answer.json);
      }
    });

    it('of the limits', async () => {
      const limited = await startGateway({
        settings: { KEY_RPS: 0.01, KEY_BURST: 1, MAX_CONCURRENT_REQUESTS: 1 },
      });
      try {
        await postChat(limited);
        expectError('/v1/chat/completions', 'POST', await postChat(limited), 'RATE_LIMIT');
        expectError('/v1/models', 'GET', await get(limited, '/v1/models'), 'RATE_LIMIT');
      } finally {
        await limited.close();
      }
    });
  });
});
