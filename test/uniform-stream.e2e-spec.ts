import { streamChat } from './support/callers/chat-request';
import { chunk, textChunks, toolCallChunks, usageChunk } from './support/upstream/completion-bodies';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { Gateway, InProcessGateway } from './support/service/gateway';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream, streamBytes } from './support/upstream/stream-scripts';
import {
  JSON_LINES,
  UNIFORM_HELLO,
  streamUniform,
  uniformEvents,
  uniformLines,
} from './support/callers/uniform-stream';
import { until } from './support/observation/until';

describe('a stream of uniform events', () => {
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await startGateway({
      upstream,
      settings: { RETRIES: 0, IDLE_TIMEOUT: 1.5, REQUEST_TIMEOUT: 60 },
    });
  });

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  beforeEach(() => upstream.reset());

  it('gives tokens, then the message, then usage, finish reason, model and trace id', async () => {
    upstream.next(stream([...textChunks('Hello you two'), usageChunk()]));
    const client = streamUniform(gateway);
    const { status, headers } = await client.opened;
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    });
    expect(await uniformEvents(client)).toEqual([
      { event: 'token', data: { token: 'Hello', index: 1 } },
      { event: 'token', data: { token: ' you', index: 2 } },
      { event: 'token', data: { token: ' two', index: 3 } },
      { event: 'message', data: { role: 'assistant', content: 'Hello you two', tool_calls: [] } },
      {
        event: 'end',
        data: {
          usage: {
            prompt_tokens: 9,
            completion_tokens: 12,
            total_tokens: 21,
            prompt_tokens_details: { cached_tokens: 0 },
            completion_tokens_details: { reasoning_tokens: 0 },
          },
          finish_reason: 'stop',
          model: 'fake-model-2026-01-01',
          trace_id: String(headers['traceparent']).split('-')[1],
        },
      },
    ]);
    expect((await client.ended).complete).toBe(true);
  });

  it('gives each token as it comes', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const client = streamUniform(gateway);
    await handle.opened;
    await handle.text('Hel');
    expect(await client.untilFrame(1)).toMatchObject({ event: 'token', data: '{"token":"Hel","index":1}' });
    await handle.text('lo');
    expect(await client.untilFrame(2)).toMatchObject({ event: 'token', data: '{"token":"lo","index":2}' });
    await handle.finish();
    await handle.done();
    await client.untilFrame(4);
  });

  it('gives reasoning under either of its names, counted by itself', async () => {
    const chunks = [
      chunk({ role: 'assistant', reasoning_content: 'Let me ' }),
      chunk({ reasoning: 'think.' }),
      ...textChunks('Blue.'),
    ];
    upstream.next(stream(chunks));
    const given = await uniformEvents(streamUniform(gateway));
    expect(given.slice(0, 4)).toEqual([
      { event: 'reasoning', data: { token: 'Let me ', index: 1 } },
      { event: 'reasoning', data: { token: 'think.', index: 2 } },
      { event: 'token', data: { token: 'Blue.', index: 1 } },
      { event: 'message', data: { role: 'assistant', content: 'Blue.', tool_calls: [] } },
    ]);
  });

  it('gives tool calls in pieces and whole on the message', async () => {
    const calls = [
      { id: 'call_a', type: 'function', function: { name: 'weather', arguments: '{"city":"Berlin"}' } },
      { id: 'call_b', type: 'function', function: { name: 'time', arguments: '{}' } },
    ] as const;
    upstream.next(stream(toolCallChunks(calls)));
    const given = await uniformEvents(streamUniform(gateway));
    expect(given.slice(0, 5)).toEqual([
      { event: 'tool_call', data: { index: 1, id: 'call_a', name: 'weather', arguments: '' } },
      { event: 'tool_call', data: { index: 1, id: 'call_a', name: 'weather', arguments: '{"city":"B' } },
      { event: 'tool_call', data: { index: 1, id: 'call_a', name: 'weather', arguments: 'erlin"}' } },
      { event: 'tool_call', data: { index: 2, id: 'call_b', name: 'time', arguments: '' } },
      { event: 'tool_call', data: { index: 2, id: 'call_b', name: 'time', arguments: '{}' } },
    ]);
    expect(given.at(-2)).toEqual({
      event: 'message',
      data: { role: 'assistant', content: '', tool_calls: calls },
    });
    expect(given.at(-1)).toMatchObject({ event: 'end', data: { finish_reason: 'tool_calls' } });
  });

  it('gives the same objects as JSON lines to a caller that accepts them', async () => {
    upstream.next(stream([...textChunks('Hello you'), usageChunk()]));
    const client = streamUniform(gateway, UNIFORM_HELLO, JSON_LINES);
    expect((await client.opened).headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    expect(await uniformLines(client)).toEqual([
      { type: 'token', token: 'Hello', index: 1 },
      { type: 'token', token: ' you', index: 2 },
      { type: 'message', role: 'assistant', content: 'Hello you', tool_calls: [] },
      expect.objectContaining({ type: 'end', finish_reason: 'stop', model: 'fake-model-2026-01-01' }),
    ]);
  });

  it('asks the upstream for a stream, of a prompt too, and changes no other byte', async () => {
    await streamUniform(gateway, { model: 'gpt-4o-mini', prompt: 'Hi', system: 'Be brief.', seed: 7 }).ended;
    const { fields } = await upstream.untilChat(1);
    expect(fields).toEqual({
      model: 'gpt-4o-mini',
      seed: 7,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('parses an upstream whose frames are cut, folded and ended in every way', async () => {
    const text = textChunks('Grüße, 🌍')
      .map((one) => `: ping\r\ndata:${JSON.stringify(one, null, 1).replaceAll('\n', '\r\ndata:')}\r\n\r\n`)
      .join('');
    const bytes = Buffer.from(text);
    upstream.next(
      streamBytes(
        bytes,
        Array.from({ length: Math.ceil(bytes.length / 7) }, (_, n) => n * 7),
      ),
    );
    const given = await uniformEvents(streamUniform(gateway));
    expect(given.at(-2)).toMatchObject({ event: 'message', data: { content: 'Grüße, 🌍' } });
  });

  it('estimates usage where the upstream gives none, and says so', async () => {
    upstream.next(stream(textChunks('Hello', { usage: null })));
    const given = await uniformEvents(streamUniform(gateway));
    expect(given.at(-1)).toMatchObject({ event: 'end', data: { usage: { estimated: true } } });
  });

  it('refuses a bad request with 400 and without calling the upstream', async () => {
    const client = streamUniform(gateway, { ...UNIFORM_HELLO, prompt: 'Hi' });
    expect((await client.opened).status).toBe(400);
    await client.ended;
    expect(JSON.parse(client.text)).toMatchObject({ error: { code: 'INVALID_REQUEST', param: 'messages' } });
    expect(upstream.chats).toHaveLength(0);
  });

  it('holds little while the caller does not read, and loses nothing', async () => {
    // With limits of time that no pause of this process can pass: it plays the upstream and the caller too.
    const patient = await startGateway({ upstream, settings: { RETRIES: 0 } });
    try {
      const word = 'x'.repeat(64 * 1024);
      // More than the operating system takes into its buffers, and less than a message may hold.
      const words = 220;
      upstream.next(stream(textChunks(Array.from({ length: words }, () => word).join(' '))));
      const client = streamChat(patient, UNIFORM_HELLO, { path: '/llm/stream', paused: true });
      const waiting = (): number =>
        Math.max(0, ...[...patient.connections].map((socket) => socket.writableLength));
      await until(() => waiting() > 0, { what: 'bytes that wait to be written' });
      expect(waiting()).toBeLessThan(4 * word.length);
      expect(upstream.activeRequests).toBe(1);
      client.resumeReading();
      const given = await uniformEvents(client);
      expect(given.filter(({ event }) => event === 'token')).toHaveLength(words);
      expect(given.at(-1)?.event).toBe('end');
    } finally {
      await patient.close();
    }
  });

  it('writes one log line', async () => {
    upstream.next(stream([...textChunks('Hello you'), usageChunk()]));
    const client = streamUniform(gateway);
    const { headers } = await client.opened;
    await client.ended;
    const line = await gateway.log.until(({ request_id: id }) => id === headers['x-request-id']);
    expect(line).toMatchObject({
      route: '/llm/stream',
      status: 200,
      streamed: true,
      ended: 'whole',
      prompt_tokens: 9,
    });
  });
});

describe('a stream of uniform events in front of the mock', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await startGateway();
  });

  afterAll(() => gateway.close());

  it('says its text word by word', async () => {
    const given = await uniformEvents(streamUniform(gateway, { prompt: 'Hello' }));
    expect(given.map(({ event }) => event)).toEqual(['token', 'token', 'token', 'token', 'message', 'end']);
    expect(given.at(-2)).toMatchObject({ data: { content: 'Mock LLM streaming response' } });
  });

  it('reasons, then answers', async () => {
    const given = await uniformEvents(streamUniform(gateway, { model: 'mock-reasoning', prompt: 'Hello' }));
    const names = given.map(({ event }) => event);
    expect(names.indexOf('reasoning')).toBe(0);
    expect(names.lastIndexOf('reasoning')).toBeLessThan(names.indexOf('token'));
  });

  it('breaks off as mock-cut does', async () => {
    const client = streamUniform(gateway, { model: 'mock-cut', prompt: 'Hello' });
    expect((await uniformEvents(client)).map(({ event }) => event)).toEqual(['token', 'token', 'error']);
    expect((await client.ended).complete).toBe(false);
  });
});
