import { empty, html, json, providerError, whole } from './support/upstream/answer-scripts';
import { HELLO, postChat, streamChat } from './support/callers/chat-request';
import { chunk, textChunks, toolCallChunks } from './support/upstream/completion-bodies';
import { rawHttp } from './support/callers/raw-http';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';
import { streamedText } from './support/callers/sse-client';
import type { SseClient } from './support/callers/sse-client';
import { StreamHandle } from './support/upstream/stream-handle';
import { frameBytes, stream, streamBytes } from './support/upstream/stream-scripts';
import type { AnswerScript } from './support/upstream/exchange';

const FINISH = chunk({}, { finishReason: 'stop' });
const DONE = 'data: [DONE]\n\n';
const TOOL_CALLS = [
  { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Köln","days":3}' } },
  { id: 'call_2', type: 'function', function: { name: 'clock', arguments: '{"zone":"Europe/Berlin"}' } },
] as const;

describe('a stream tells the truth', () => {
  const service = serviceUnderTest({ RETRIES: 0 });

  function open(script: AnswerScript, headers: Readonly<Record<string, string>> = {}): SseClient {
    service.upstream.next(script);
    return streamChat(service.gateway, HELLO, { headers });
  }

  async function expectWhole(client: SseClient): Promise<void> {
    expect(await client.ended).toMatchObject({ complete: true, error: undefined });
    expect(client.frames.filter(({ data }) => data === '[DONE]')).toHaveLength(1);
    expect(client.done).toBe(true);
  }

  async function expectBroken(client: SseClient, code: string): Promise<void> {
    expect((await client.ended).complete).toBe(false);
    expect(client.text).not.toContain('[DONE]');
    expect(client.events.at(-1)).toEqual({
      error: {
        message: expect.any(String) as string,
        type: expect.any(String) as string,
        param: null,
        code,
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      },
    });
  }

  describe('as it comes', () => {
    it('delivers each token before the next one is sent', async () => {
      const handle = new StreamHandle();
      const client = open(handle.script);
      await handle.opened;
      for (const [index, word] of ['one', ' two', ' three'].entries()) {
        await handle.text(word);
        await client.untilFrame(index + 1);
        expect(client.frames).toHaveLength(index + 1);
      }
      await handle.finish();
      await handle.done();
      await expectWhole(client);
      expect(streamedText(client)).toBe('one two three');
    });

    it('holds the head until the first event, then flushes it with the headers of a stream', async () => {
      const handle = new StreamHandle();
      const client = open(handle.script);
      let opened = false;
      void client.opened.then(() => (opened = true));
      await handle.opened;
      await handle.send(': a comment is no event\n\n');
      await postChat(service.gateway);
      expect(opened).toBe(false);
      await handle.text('one');
      const { status, headers } = await client.opened;
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        'x-accel-buffering': 'no',
        'x-request-id': expect.any(String) as string,
        traceparent: expect.any(String) as string,
      });
      await handle.finish();
      await handle.done();
      await expectWhole(client);
    });

    it('leaves tool calls in the stream untouched', async () => {
      const frames = toolCallChunks(TOOL_CALLS).map((frame) => String(frameBytes(frame)));
      const client = open(stream(frames));
      await expectWhole(client);
      expect(client.text).toBe(frames.join('') + DONE);
    });

    it('goes to a caller of HTTP/1.0 without chunks, and ends with the connection', async () => {
      const body = JSON.stringify({ ...HELLO, stream: true });
      const frames = textChunks('one two').map((frame) => String(frameBytes(frame)));
      service.upstream.next(stream(frames));
      const answer = await rawHttp(
        service.gateway.port,
        'POST /v1/chat/completions HTTP/1.0\r\nhost: x\r\ncontent-type: application/json\r\n' +
          `authorization: Bearer ${service.gateway.key}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      expect(answer).toMatchObject({ status: 200, closed: true, body: frames.join('') + DONE });
      expect(answer.headers).not.toHaveProperty('transfer-encoding');
    });
  });

  describe('when it is whole', () => {
    it('needs no [DONE] after a finish reason', async () => {
      const client = open(stream(textChunks('one two'), { ending: 'end' }));
      await expectWhole(client);
      expect(streamedText(client)).toBe('one two');
    });

    it('needs no finish reason before [DONE]', async () => {
      await expectWhole(open(stream([chunk({ content: 'one' })])));
    });

    it('is over with [DONE], whatever follows and even where the upstream keeps the connection open', async () => {
      const late = chunk({ content: 'late' });
      const client = open(stream([chunk({ content: 'one' }), FINISH, DONE, late, DONE], { ending: 'stall' }));
      await expectWhole(client);
      expect(streamedText(client)).toBe('one');
    });

    it('drops what follows [DONE] in the same piece', async () => {
      const frames = [chunk({ role: 'assistant', content: 'one' }), FINISH];
      const bytes = frames.map((frame) => String(frameBytes(frame))).join('');
      const client = open(streamBytes(`${bytes}${DONE}data: {"choices":[]}\n\n${DONE}`));
      await expectWhole(client);
      expect(client.text).toBe(bytes + DONE);
    });

    it('skips a frame that is not JSON, counts it, and delivers the rest', async () => {
      const { id, headers } = withRequestId();
      const broken = ['{"choices":[{"ind', 'what?', '{"choices":[{"finish_reason":"stop"}}'].map(
        (data) => `data: ${data}\n\n`,
      );
      const client = open(
        stream([chunk({ content: 'one' }), ...broken, chunk({ content: ' two' }), FINISH]),
        headers,
      );
      await expectWhole(client);
      expect(streamedText(client)).toBe('one two');
      expect(await service.callLine(id)).toMatchObject({ ended: 'whole', frames_skipped: 3, frames: 3 });
    });

    it('takes a frame whose JSON is between blanks', async () => {
      const client = open(stream([`data:  ${JSON.stringify(chunk({ content: 'one' }))} \t\n\n`, FINISH]));
      await expectWhole(client);
      expect(streamedText(client)).toBe('one');
    });
  });

  describe('when it fails', () => {
    it.each([
      ['rate_limit_exceeded', 429, 'RATE_LIMIT'],
      ['context_length_exceeded', 400, 'INVALID_REQUEST'],
      ['500', 502, 'PROVIDER_ERROR'],
      ['401', 502, 'PROVIDER_ERROR'],
      ['429', 429, 'RATE_LIMIT'],
    ])('answers an error as the first event (%s) with a real status', async (code, status, ours) => {
      service.upstream.next(stream([{ error: { message: 'the first event', code } }]));
      const answer = await postChat(service.gateway, { ...HELLO, stream: true });
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        'x-llm-proxy-error': ours,
        'content-type': 'application/json; charset=utf-8',
      });
      expect(answer.error).toMatchObject({ trace_id: expect.any(String) as string });
    });

    it('answers an error named by its event alone with a real status', async () => {
      service.upstream.next(stream([`event: error\ndata: {"message":"no","code":"500"}\n\n`]));
      expect((await postChat(service.gateway, { ...HELLO, stream: true })).status).toBe(502);
    });

    it.each([
      ['an error', stream([chunk({ content: 'one' }), { error: { message: 'overloaded', code: '503' } }])],
      ['an error and [DONE]', stream([chunk({ content: 'one' }), { error: 'overloaded' }, DONE])],
      ['an end without a finish reason', stream([chunk({ content: 'one' })], { ending: 'end' })],
      [
        'half a frame',
        stream([chunk({ content: 'one' }), 'data: {"choices":[{"delta":{"co'], { ending: 'end' }),
      ],
    ])('breaks off visibly after %s in the middle', async (_what, script) => {
      const client = open(script);
      await expectBroken(client, 'PROVIDER_ERROR');
      expect(streamedText(client)).toBe('one');
    });

    it('breaks off visibly also where content and error come in one piece', async () => {
      const error = { error: { message: 'limited', code: 'rate_limit_exceeded' } };
      const bytes = [chunk({ content: 'one' }), error].map((frame) => String(frameBytes(frame))).join('');
      await expectBroken(open(streamBytes(bytes)), 'rate_limit_exceeded');
    });

    it.each([
      ['a web page', html()],
      ['an empty body', empty()],
      ['an empty stream', stream([], { ending: 'end' })],
      ['an empty stream in HTML clothes', empty(200, 'text/event-stream')],
      ['a text', whole('hello', { contentType: 'text/plain' })],
    ])('answers 502 for %s in place of a stream', async (_what, script) => {
      service.upstream.next(script);
      const answer = await postChat(service.gateway, { ...HELLO, stream: true });
      expect(answer.status).toBe(502);
      expect(answer.headers['x-llm-proxy-error']).toBe('PROVIDER_ERROR');
    });

    it('answers the status of an error that comes as JSON with a 200', async () => {
      service.upstream.next(json({ error: { message: 'slow down', code: 'rate_limit_exceeded' } }));
      expect((await postChat(service.gateway, { ...HELLO, stream: true })).status).toBe(429);
    });

    it('shows an upstream error status before the stream as that error', async () => {
      service.upstream.next(providerError(400, { message: 'bad tools', param: 'tools' }));
      const answer = await postChat(service.gateway, { ...HELLO, stream: true });
      expect(answer.status).toBe(400);
      expect(answer.error).toMatchObject({ message: 'bad tools', param: 'tools' });
    });
  });
});
