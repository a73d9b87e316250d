import { empty, html, json, providerError, silence, whole } from './support/upstream/answer-scripts';
import { call } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { completion } from './support/upstream/completion-bodies';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { Gateway } from './support/service/gateway';
import { UPSTREAM_KEY } from './support/service/gateway-environment';
import { SseClient } from './support/callers/sse-client';
import { ownMsUntil } from './support/observation/until';

const MESSAGES = [{ role: 'user', content: 'Hello' }];

describe('one whole answer in the uniform form', () => {
  let upstream: FakeUpstream;
  let gateway: Gateway;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await startGateway({ upstream, settings: { RETRIES: 0 } });
  });

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  beforeEach(() => upstream.reset());

  function post(route: 'chat' | 'completions', body: unknown): Promise<CallAnswer> {
    return call(gateway, 'POST', `/llm/${route}`, { body });
  }

  it('has id, model, message, finish reason, usage and trace id, and nothing else', async () => {
    const usage = {
      prompt_tokens: 11,
      completion_tokens: 7,
      total_tokens: 18,
      prompt_tokens_details: { cached_tokens: 3 },
      completion_tokens_details: { reasoning_tokens: 2 },
    };
    upstream.next(json(completion('Hi there.', { id: 'chatcmpl-7', model: 'gpt-4o-mini-2024', usage })));
    const answer = await post('chat', { model: 'gpt-4o-mini', messages: MESSAGES });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json).toEqual({
      id: 'chatcmpl-7',
      model: 'gpt-4o-mini-2024',
      message: { role: 'assistant', content: 'Hi there.' },
      finish_reason: 'stop',
      usage,
      trace_id: String(answer.headers['traceparent']).split('-')[1],
    });
  });

  it('keeps tool calls as they are, and has an empty text for content that is null', async () => {
    const toolCalls = [
      { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"seed":12345678901234567890}' } },
    ] as const;
    upstream.next(json(completion('', { toolCalls })));
    const { json: answer } = await post('chat', { messages: MESSAGES });
    expect(answer).toMatchObject({
      message: { role: 'assistant', content: '', tool_calls: toolCalls },
      finish_reason: 'tool_calls',
    });
  });

  it.each(['reasoning_content', 'reasoning'])('has the reasoning that comes as %s', async (field) => {
    const message = { role: 'assistant', content: 'Blue.', [field]: 'Let me think.' };
    upstream.next(json({ ...completion(''), choices: [{ index: 0, message, finish_reason: 'stop' }] }));
    const { json: answer } = await post('chat', { messages: MESSAGES });
    expect(answer).toMatchObject({ message: { content: 'Blue.', reasoning: 'Let me think.' } });
  });

  it('marks usage that the upstream did not give as estimated', async () => {
    upstream.next(json(completion('Hi there.', { usage: null })));
    const { json: answer } = await post('chat', { messages: MESSAGES });
    expect(answer).toMatchObject({ usage: { estimated: true } });
  });

  it('sends the bytes of messages and of every other field upstream as they came', async () => {
    const body =
      '{ "model":"gpt-4o-mini",\n"messages":[{"role":"user","content":"Hi"}], "seed":12345678901234567890,' +
      '"temperature":1.0,"metadata":{"a":"b"},"my_own_field":[1.0] }';
    await post('chat', body);
    const sent = await upstream.untilChat(1);
    expect(sent.body.toString()).toBe(body);
  });

  it('makes one user message of a prompt, and a system message of the instructions', async () => {
    const answer = await post(
      'completions',
      '{"prompt":"Say \\"hi\\".","system":"Be brief.","seed":12345678901234567890,"temperature":1.0}',
    );
    expect(answer.json).toMatchObject({
      message: { role: 'assistant', content: 'Hello from the fake upstream.' },
    });
    const sent = await upstream.untilChat(1);
    expect(sent.fields).toEqual({
      model: 'gpt-4o-mini',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Say "hi".' },
      ],
      seed: expect.any(Number) as number,
      temperature: 1,
    });
    expect(sent.body.toString()).toContain('"seed":12345678901234567890,"temperature":1.0');
  });

  it.each([
    ['chat', {}, 'messages'],
    ['chat', { messages: [{ role: 'robot', content: '' }] }, 'messages.0.role'],
    ['chat', { messages: MESSAGES, stream: true }, 'stream'],
    ['chat', { messages: MESSAGES, n: 3 }, 'n'],
    ['chat', { messages: MESSAGES, max_tokens: -1 }, 'max_tokens'],
    ['chat', { messages: MESSAGES, api_base: 'http://evil.example' }, 'api_base'],
    ['completions', { prompt: ['a', 'b'] }, 'prompt'],
    ['completions', { prompt: 'Hello', messages: MESSAGES }, 'messages'],
  ] as const)(
    'POST /llm/%s refuses %j with 400, naming %s, without calling the upstream',
    async (route, body, param) => {
      const answer = await post(route, body);
      expect(answer.status).toBe(400);
      expect(answer.error).toMatchObject({ type: 'invalid_request_error', code: 'INVALID_REQUEST', param });
      expect(upstream.chats).toHaveLength(0);
    },
  );

  it("has the catalogue's code in an error body, not the provider's", async () => {
    upstream.next(
      providerError(429, { code: 'rate_limit_exceeded', type: 'requests' }, { 'retry-after': '7' }),
    );
    const answer = await post('chat', { messages: MESSAGES });
    expect(answer.status).toBe(429);
    expect(answer.headers).toMatchObject({ 'x-llm-proxy-error': 'RATE_LIMIT', 'retry-after': '7' });
    expect(answer.error).toMatchObject({ code: 'RATE_LIMIT' });
    expect(answer.error['trace_id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ['HTML', html()],
    ['an empty body', empty()],
    ['no choice', json({ ...completion(''), choices: [] })],
    [
      'broken JSON',
      whole('{"choices":[],"usage":{"prompt_tokens":1}x}', { contentType: 'application/json' }),
    ],
  ])('answers 502 when the upstream answers %s', async (_, script) => {
    upstream.next(script);
    const answer = await post('chat', { messages: MESSAGES });
    expect(answer.status).toBe(502);
    expect(answer.error).toMatchObject({ code: 'PROVIDER_ERROR' });
    expect(answer.text).not.toContain(UPSTREAM_KEY);
    const line = await gateway.log.until(({ request_id: id }) => id === answer.headers['x-request-id']);
    expect(line).toMatchObject({ status: 502, code: 'PROVIDER_ERROR', upstream_failure: 'malformed' });
  });

  it('hangs up on the upstream when the caller goes away', async () => {
    upstream.next(silence());
    const client = new SseClient(`${gateway.url}/llm/chat`, {
      headers: { authorization: `Bearer ${gateway.key}` },
      body: { messages: MESSAGES },
    });
    const request = await upstream.untilChat(1);
    client.abort();
    expect(await ownMsUntil(request.closed, { what: 'the connection to be closed' })).toBeLessThan(250);
    await gateway.log.until(({ route, ended }) => route === '/llm/chat' && ended === 'caller_gone');
  });

  it('writes one log line with route and tokens', async () => {
    const answer = await post('completions', { prompt: 'Hello' });
    const line = await gateway.log.until(({ request_id: id }) => id === answer.headers['x-request-id']);
    expect(line).toMatchObject({
      route: '/llm/completions',
      status: 200,
      streamed: false,
      prompt_tokens: 9,
      completion_tokens: 12,
      finish_reason: 'stop',
    });
  });
});

describe('the uniform routes in front of the mock', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await startGateway();
  });

  afterAll(() => gateway.close());

  it.each([
    ['gpt-4o-mini', { content: 'Mock LLM streaming response' }],
    ['mock-echo', { content: 'Hello' }],
    ['mock-reasoning', { reasoning: expect.stringMatching(/\w/) as string }],
  ])('%s answers', async (model, message) => {
    const body = { model, prompt: 'Hello' };
    const answer = await call(gateway, 'POST', '/llm/completions', { body });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      model,
      message: { role: 'assistant', ...message },
      finish_reason: 'stop',
    });
  });
});
