/** @jest-environment node */
import { answerText, providerError } from './support/upstream/answer-scripts';
import { call, HELLO, streamChat } from './support/callers/chat-request';
import { chunk } from './support/upstream/completion-bodies';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';
import { streamedText } from './support/callers/sse-client';
import type { SseClient } from './support/callers/sse-client';
import { StreamHandle } from './support/upstream/stream-handle';
import { until } from './support/observation/until';

const SILENCE_MS = 15_000;

/** Time in the service (it shares this process) passes only when it is told to; sockets work as ever. */
describe('a stream in silence', () => {
  const service = serviceUnderTest({
    HEADERS_TIMEOUT: 40,
    FIRST_TOKEN_TIMEOUT: 40,
    IDLE_TIMEOUT: 40,
    RETRIES: 1,
  });

  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: [
        'Date',
        'hrtime',
        'nextTick',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setInterval',
        'clearInterval',
      ],
    });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  async function pass(client: SseClient, ms: number, comments: number): Promise<void> {
    jest.advanceTimersByTime(ms);
    await until(() => client.comments.length === comments, { what: `comment ${comments}` });
  }

  /** Lets the time pass for which an event is left to its reader before the connection ends. */
  async function ended(client: SseClient): Promise<void> {
    await until(() => (jest.advanceTimersByTime(50), client.end !== undefined), { what: 'the end' });
  }

  it('says something every 15 s before the first token, which commits the 200, and goes on', async () => {
    const handle = new StreamHandle();
    service.upstream.next(handle.script);
    const client = streamChat(service.gateway);
    await handle.opened;
    await pass(client, SILENCE_MS - 1, 0);
    await pass(client, 1, 1);
    expect(await client.opened).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    });
    await pass(client, SILENCE_MS, 2);
    await handle.text('one');
    await client.untilFrame(1);
    await pass(client, SILENCE_MS - 1, 2);
    await pass(client, 1, 3);
    await handle.finish();
    await handle.done();
    expect(await client.ended).toMatchObject({ complete: true });
    expect(client.comments).toEqual(['keep-alive', 'keep-alive', 'keep-alive']);
    expect(streamedText(client)).toBe('one');
  });

  it('has begun its list where it is one: google-api-core refuses white space before and behind', async () => {
    const handle = new StreamHandle();
    service.upstream.next(handle.script);
    const { gateway } = service;
    const answer = call(gateway, 'POST', '/v1beta/models/gpt-4o:streamGenerateContent', {
      key: gateway.key,
      body: { contents: [{ parts: [{ text: 'Hi' }] }] },
    });
    await handle.opened;
    jest.advanceTimersByTime(SILENCE_MS);
    await handle.text('one');
    await handle.finish();
    await handle.done();
    const { text, json } = await answer;
    expect(text).toMatch(/^\[\n\{.*\}\n\]$/s);
    expect(json).toMatchObject([{ candidates: [{ content: { parts: [{ text: 'one' }] } }] }, {}]);
  });

  it('tells what fails after the first comment by an event', async () => {
    const handle = new StreamHandle({ holdHead: true });
    service.upstream.next(handle.script);
    const { id, headers } = withRequestId();
    const client = streamChat(service.gateway, HELLO, { headers });
    const { connection } = await handle.opened;
    await pass(client, SILENCE_MS, 1);
    service.upstream.next(providerError(400, { message: 'Too late.' }));
    connection.destroy();
    await until(() => jest.getTimerCount() > 0, { what: 'the pause' });
    await service.upstream.untilIdle();
    await ended(client);
    expect((await client.ended).complete).toBe(false);
    expect(client.events).toEqual([
      { error: expect.objectContaining({ message: 'Too late.', code: 'INVALID_REQUEST' }) as unknown },
    ]);
    expect(await service.callLine(id)).toMatchObject({ status: 200, code: 'INVALID_REQUEST', attempts: 2 });
  });

  it('lets another attempt follow as long as there was no content', async () => {
    const handle = new StreamHandle();
    service.upstream.next(handle.script, answerText('second'));
    const client = streamChat(service.gateway);
    await handle.opened;
    await pass(client, SILENCE_MS, 1);
    await handle.send({ error: { message: 'overloaded', code: '503' } });
    await service.upstream.untilIdle().then(() => jest.advanceTimersByTime(1000));
    expect(await client.ended).toMatchObject({ complete: true });
    expect(streamedText(client)).toBe('second');
  });

  it.each([
    ['headers', true, 'The upstream did not start to answer within the headers timeout.'],
    ['first token', false, 'The upstream sent no token within the first-token timeout.'],
  ])('tells of a %s limit that passes after it by an event', async (_which, holdHead, message) => {
    const handle = new StreamHandle({ holdHead });
    service.upstream.next(handle.script);
    const client = streamChat(service.gateway);
    await handle.opened;
    await pass(client, SILENCE_MS, 1);
    await pass(client, SILENCE_MS, 2);
    jest.advanceTimersByTime(40_000);
    await handle.stall();
    await ended(client);
    expect((await client.ended).complete).toBe(false);
    expect(client.events).toEqual([
      { error: expect.objectContaining({ message, code: 'TIMEOUT' }) as unknown },
    ]);
    // A deployment that was silent is not asked again in the same call.
    expect(service.upstream.chats).toHaveLength(1);
  });

  it('is kept for callers who are behind: nothing is added to what they do not read', async () => {
    const handle = new StreamHandle();
    service.upstream.next(handle.script);
    const client = streamChat(service.gateway, HELLO, { paused: true });
    await handle.opened;
    await handle.send(chunk({ content: 'x'.repeat(12 * 1024 * 1024) }));
    await until(() => [...service.gateway.connections].some(({ writableLength }) => writableLength > 0), {
      what: 'the caller to fall behind',
    });
    jest.advanceTimersByTime(SILENCE_MS);
    client.resumeReading();
    await client.untilFrame(1);
    await handle.finish();
    await handle.done();
    expect(await client.ended).toMatchObject({ complete: true });
    expect(client.comments).toEqual([]);
  });
});
