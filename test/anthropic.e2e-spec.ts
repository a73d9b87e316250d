import type { LlmAdapter } from '../src/llm/llm-adapter';
import { callOf } from './support/providers/anthropic-chunks';
import { eventsOf, recordedStreams, streamBytesOf } from './support/providers/anthropic-recordings';
import {
  API_KEY,
  MESSAGE,
  firstRequest,
  messagesFailure,
  openAnthropic,
  runStream,
} from './support/upstream/anthropic-upstream';
import { json, silence, whole } from './support/upstream/answer-scripts';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { describeWithRecordings } from './support/providers/recordings';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream, streamBytes } from './support/upstream/stream-scripts';
import { until } from './support/observation/until';

const PATH = 'POST /v1/messages';
const BODY = { model: 'claude-sonnet-4-5', messages: [{ role: 'user', content: 'What time is it?' }] };
const TOOL_CALL = { id: 'toolu_1', name: 'now', arguments: '{"zone":"UTC"}' };
const USAGE = {
  prompt_tokens: 42,
  completion_tokens: 8,
  prompt_tokens_details: { cached_tokens: 30, cache_write_tokens: 2 },
};

describe('the Anthropic provider over real sockets', () => {
  const never = new AbortController().signal;
  let upstream: FakeUpstream;
  let adapter: LlmAdapter;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    adapter = openAnthropic(upstream.url);
  });

  afterEach(async () => {
    await adapter.close();
    await upstream.close();
  });

  it('answers whole: text, reasoning, tool calls, usage, and what the next turn needs', async () => {
    upstream.route(PATH, json(MESSAGE));
    const call = callOf(BODY);
    const { body } = await adapter.complete(call, never);
    expect(JSON.parse(body.toString())).toMatchObject({
      id: 'msg_1',
      object: 'chat.completion',
      model: 'claude-sonnet-4-5-20250929',
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            role: 'assistant',
            content: 'One moment.',
            reasoning_content: 'The caller wants the time.',
            tool_calls: [
              { id: 'toolu_1', type: 'function', function: { name: 'now', arguments: '{"zone":"UTC"}' } },
            ],
            provider_fields: {
              anthropic: {
                blocks: [{ signature: 'c2ln' }, { type: 'text', length: 11 }, { id: 'toolu_1' }],
              },
            },
          },
        },
      ],
      usage: USAGE,
    });
    expect(call.facts).toMatchObject({
      upstreamStatus: 200,
      finishReason: 'tool_calls',
      usage: { promptTokens: 42 },
    });
    const request = await firstRequest(upstream);
    expect(request.headers).toMatchObject({
      'x-api-key': API_KEY,
      'anthropic-version': '2023-06-01',
      'content-type': 'application/json',
    });
    expect(request.headers.authorization).toBeUndefined();
    expect(request.fields).toMatchObject({ model: 'claude-sonnet-4-5', max_tokens: 64_000 });
  });

  it('answers as a stream with the same', async () => {
    upstream.route(PATH, streamBytes(streamBytesOf(eventsOf(MESSAGE)), [1, 100, 555]));
    const call = callOf(BODY);
    const running = runStream(adapter, call, never);
    await running.ended;
    expect(running.seen()).toMatchObject({
      content: 'One moment.',
      reasoning: 'The caller wants the time.',
      toolCalls: [TOOL_CALL],
      finishReason: 'tool_calls',
      usage: USAGE,
    });
    expect((await firstRequest(upstream)).fields).toMatchObject({ stream: true });
  });

  it.each(['/v1/', '/v1/messages', '/v1/messages/'])(
    'takes an address that ends with %s, as examples have it',
    async (end) => {
      upstream.route(PATH, json(MESSAGE));
      const copied = openAnthropic(upstream.url + end);
      await copied.complete(callOf(BODY), never);
      await copied.close();
      expect((await firstRequest(upstream)).method).toBe('POST');
    },
  );

  it('takes a base URL with the version in it, OAuth tokens as Bearer, and merges every beta', async () => {
    upstream.route(PATH, json(MESSAGE));
    const options = { headers: { 'Anthropic-Beta': 'a-1', 'x-team': 'blue' }, api_version: '2024-01-01' };
    const oauth = openAnthropic(`${upstream.url}/v1`, { key: 'sk-ant-oat01-x', options });
    const headers = { 'anthropic-beta': 'b-1, a-1', 'openai-beta': 'x', 'user-agent': 'sdk/1' };
    await oauth.complete(callOf(BODY, { headers }), never);
    await oauth.close();
    const sent = (await firstRequest(upstream)).headers;
    expect(sent).toMatchObject({
      authorization: 'Bearer sk-ant-oat01-x',
      'anthropic-beta': 'a-1,oauth-2025-04-20,b-1',
      'anthropic-version': '2024-01-01',
      'user-agent': 'sdk/1',
      'x-team': 'blue',
    });
    expect(sent['x-api-key']).toBeUndefined();
    expect(sent['openai-beta']).toBeUndefined();
  });

  it.each([
    [
      400,
      'invalid_request_error',
      'max_tokens: too large',
      { code: 'INVALID_REQUEST', message: 'max_tokens: too large' },
    ],
    [
      401,
      'authentication_error',
      `invalid x-api-key ${API_KEY}`,
      { code: 'PROVIDER_ERROR', upstreamFailure: 'credential' },
    ],
    [404, 'not_found_error', 'model: claude-9', { code: 'MODEL_NOT_FOUND' }],
    [429, 'rate_limit_error', 'Slow down.', { code: 'RATE_LIMIT', retryAfterMs: 3_000 }],
    [529, 'overloaded_error', 'Overloaded', { code: 'PROVIDER_ERROR', retryable: true, upstreamStatus: 529 }],
  ])('maps an answer of %i, whole and streamed', async (status, type, message, expected) => {
    upstream.route(PATH, messagesFailure(status, type, message, { 'retry-after': '3' }));
    await expect(adapter.complete(callOf(BODY), never)).rejects.toMatchObject(expected);
    const failure: unknown = await runStream(adapter, callOf(BODY), never).ended.catch(
      (thrown: unknown) => thrown,
    );
    expect(failure).toMatchObject(expected);
    expect(String(failure)).not.toContain(API_KEY);
  });

  it.each([
    ['an error with status 200', json({ type: 'error', error: { type: 'overloaded_error', message: 'x' } })],
    ['a page', json('<html>')],
    ['another API’s answer', json({ choices: [] })],
  ])('fails for %s', async (_what, script) => {
    upstream.route(PATH, script);
    await expect(adapter.complete(callOf(BODY), never)).rejects.toMatchObject({ code: 'PROVIDER_ERROR' });
    await expect(runStream(adapter, callOf(BODY), never).ended).rejects.toMatchObject({
      code: 'PROVIDER_ERROR',
    });
  });

  it('fails for an error in the middle of a stream, behind what had come', async () => {
    const events = eventsOf(MESSAGE).slice(0, 9);
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    upstream.route(PATH, streamBytes(streamBytesOf([...events, error])));
    const call = callOf(BODY);
    const running = runStream(adapter, call, never);
    await expect(running.ended).rejects.toMatchObject({ code: 'PROVIDER_ERROR', upstreamStatus: 529 });
    expect(running.seen()).toMatchObject({ content: 'One moment.', finishReason: undefined });
  });

  it.each(['cut', 'end'] as const)(
    'fails for a stream that breaks off (%s), and knows what it had used',
    async (ending) => {
      const frames = eventsOf(MESSAGE).slice(0, -2);
      upstream.route(PATH, stream(frames, { ending }));
      const call = callOf(BODY);
      const running = runStream(adapter, call, never);
      await expect(running.ended).rejects.toMatchObject({ code: 'PROVIDER_ERROR', upstreamFailure: 'cut' });
      expect(call.facts).toMatchObject({
        finishReason: undefined,
        usage: { promptTokens: 1, estimated: true },
      });
    },
  );

  it('is done with message_stop, also where the upstream then keeps the stream open', async () => {
    upstream.route(PATH, streamBytes(streamBytesOf(eventsOf(MESSAGE)), [], { ending: 'stall' }));
    const running = runStream(adapter, callOf(BODY), never);
    await running.ended;
    expect(running.seen().finishReason).toBe('tool_calls');
  });

  it('closes the upstream’s connection at once when a stream is abandoned', async () => {
    const handle = new StreamHandle();
    upstream.route(PATH, handle.script);
    const abandon = new AbortController();
    const running = runStream(adapter, callOf(BODY), abandon.signal);
    const { connection } = await handle.opened;
    await handle.send(...eventsOf(MESSAGE).slice(0, 3));
    await until(() => running.seen().reasoning !== '', { what: 'a first delta' });
    abandon.abort(new Error('gone'));
    await expect(running.ended).rejects.toThrow('gone');
    await connection.closed;
    expect(connection.closedBy).toBe('proxy');
  });

  it('closes the upstream’s connection at once when a whole answer is abandoned', async () => {
    upstream.route(PATH, silence());
    const abandon = new AbortController();
    const answer = adapter.complete(callOf(BODY), abandon.signal);
    const { connection } = await firstRequest(upstream);
    abandon.abort(new Error('gone'));
    await expect(answer).rejects.toThrow('gone');
    await connection.closed;
  });

  it('lists the models of every page', async () => {
    upstream.route('GET /v1/models', (exchange) => {
      const after = new URL(exchange.request.url, 'http://x').searchParams.get('after_id');
      const page =
        after === null
          ? {
              data: [{ type: 'model', id: 'claude-a', max_input_tokens: 200_000 }],
              has_more: true,
              last_id: 'claude-a',
            }
          : { data: [{ type: 'model', id: 'claude-b' }, { id: 5 }], has_more: false, last_id: 'claude-b' };
      return json(page)(exchange);
    });
    expect(await adapter.models(never)).toEqual([
      { id: 'claude-a', provider: 'anthropic', contextLength: 200_000 },
      { id: 'claude-b', provider: 'anthropic', contextLength: undefined },
    ]);
  });

  it('tells a refused credential when it lists models', async () => {
    upstream.route('GET /v1/models', messagesFailure(401, 'authentication_error', 'invalid x-api-key'));
    await expect(adapter.models(never)).rejects.toMatchObject({ upstreamFailure: 'credential' });
  });

  it('refuses a request that is nested more deeply than can be mapped', async () => {
    let parameters: object = {};
    for (let level = 0; level < 20_000; level++) parameters = { items: parameters };
    const call = {
      ...callOf(BODY),
      body: { ...BODY, tools: [{ type: 'function', function: { name: 'x', parameters } }] },
    };
    await expect(adapter.complete(call, never)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(upstream.requests).toHaveLength(0);
  });

  describe('with a tool call in a whole answer', () => {
    const called = (input: string): string =>
      JSON.stringify({
        ...MESSAGE,
        content: [{ type: 'tool_use', id: 'toolu_1', name: 'f', input: '?' }],
        stop_reason: 'tool_use',
      }).replace('"?"', input);

    it('keeps its numbers as they are written', async () => {
      upstream.route(PATH, whole(called('{"id":12345678901234567890}')));
      const { body } = await adapter.complete(callOf(BODY), never);
      expect(JSON.parse(body.toString())).toMatchObject({
        choices: [{ message: { tool_calls: [{ function: { arguments: '{"id":12345678901234567890}' } }] } }],
      });
    });

    it('fails for arguments that are nested more deeply than can be written', async () => {
      upstream.route(PATH, whole(called('{"in":'.repeat(20_000) + '1' + '}'.repeat(20_000))));
      await expect(adapter.complete(callOf(BODY), never)).rejects.toMatchObject({ code: 'PROVIDER_ERROR' });
    });
  });

  it('has no embeddings', async () => {
    await expect(adapter.embed(callOf(BODY), never)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(upstream.requests).toHaveLength(0);
  });

  describeWithRecordings('with recorded streams', () => {
    it('gives whole answers for all of them, and loses no connection', async () => {
      const streams = recordedStreams().filter(({ name }) => !name.startsWith('spliced'));
      for (const { name, recorded } of streams) {
        const bytes = streamBytesOf(recorded);
        upstream.route(PATH, streamBytes(bytes, [bytes.length >> 2, bytes.length >> 1]));
        const running = runStream(adapter, callOf(BODY), never);
        await running.ended;
        expect({ name, finish: running.seen().finishReason }).toEqual({
          name,
          finish: expect.stringMatching(/^(stop|tool_calls|content_filter|length)$/) as unknown,
        });
      }
      expect(streams.length).toBeGreaterThan(30);
      expect(upstream.openConnections).toBe(upstream.connections.length);
    });
  });
});
