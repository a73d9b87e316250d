import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { after, answerText, halfAHead, silence } from './support/upstream/answer-scripts';
import type { CallAnswer } from './support/callers/chat-request';
import { HELLO, postChat, streamChat } from './support/callers/chat-request';
import { chunk } from './support/upstream/completion-bodies';
import type { AnswerScript } from './support/upstream/exchange';
import { beginStream, stream } from './support/upstream/stream-scripts';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';
import type { ServiceUnderTest } from './support/service/service-under-test';
import { StreamHandle } from './support/upstream/stream-handle';

const STREAM = { ...HELLO, stream: true };
const LIMIT = 0.2;
/** In seconds, for calls that get somewhere before it: so long that they do on a busy machine too. */
const LONG_LIMIT = 1.2;

function expectTimeout(answer: CallAnswer, message: string): void {
  expect(answer.status).toBe(504);
  expect(answer.headers['x-llm-proxy-error']).toBe('TIMEOUT');
  expect(answer.error).toMatchObject({ message, type: 'timeout_error', code: 'TIMEOUT', param: null });
}

/** A stream whose upstream goes silent after one frame: what the caller sees, and the log line. */
async function expectTimeoutEvent(
  service: ServiceUnderTest,
  message: string,
  failure: string,
): Promise<void> {
  const handle = new StreamHandle();
  service.upstream.next(handle.script);
  const { id, headers } = withRequestId();
  const client = streamChat(service.gateway, HELLO, { headers });
  await handle.opened;
  await handle.text('one');
  expect((await client.ended).complete).toBe(false);
  expect(client.frames).toHaveLength(2);
  expect(client.text).not.toContain('[DONE]');
  expect(client.events[1]).toMatchObject({ error: { message, type: 'timeout_error', code: 'TIMEOUT' } });
  await handle.stall();
  expect((await handle.opened).connection.closedBy).toBe('proxy');
  expect(await service.callLine(id)).toMatchObject({
    level: 'warn',
    alert: true,
    status: 200,
    code: 'TIMEOUT',
    upstream_failure: failure,
    ended: 'timeout',
    frames: 1,
    attempts: 1,
  });
}

describe('an upstream that stalls', () => {
  async function expectClosed(service: ServiceUnderTest): Promise<void> {
    const { connection } = await service.upstream.untilChat(1);
    await connection.closed;
    expect(connection.closedBy).toBe('proxy');
  }

  describe('in connecting', () => {
    let server: Server;
    let gateway: InProcessGateway;
    const sockets = new Set<Socket>();

    beforeAll(async () => {
      // Takes the connection and never answers to TLS: a connection that does not come about.
      server = createServer((socket) => {
        sockets.add(socket.on('error', () => undefined).resume());
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const upstream = { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
      gateway = await startGateway({ upstream, settings: { CONNECT_TIMEOUT: LIMIT, RETRIES: 0 } });
    });
    afterAll(async () => {
      await gateway.close();
      for (const socket of sockets) socket.destroy();
      server.close();
    });

    it('is a 504 that says so, for whole answers and streams', async () => {
      const answers = await Promise.all([postChat(gateway, HELLO), postChat(gateway, STREAM)]);
      for (const answer of answers) {
        expectTimeout(answer, 'The upstream could not be connected to within the connect timeout.');
      }
    });
  });

  describe('before its headers', () => {
    const service = serviceUnderTest({ HEADERS_TIMEOUT: LIMIT, RETRIES: 0 });

    it.each<readonly [string, AnswerScript]>([
      ['saying nothing', silence()],
      ['after half a head', halfAHead()],
    ])('is a 504 that says so: %s', async (_how, script) => {
      service.upstream.next(script);
      const { id, headers } = withRequestId();
      const startedAt = performance.now();
      const answer = await postChat(service.gateway, STREAM, { headers });
      const took = performance.now() - startedAt;
      expectTimeout(answer, 'The upstream did not start to answer within the headers timeout.');
      expect(took).toBeGreaterThan(LIMIT * 1000 - 10);
      await expectClosed(service);
      const expected = { ended: 'timeout', status: 504, upstream_failure: 'headers_timeout', alert: true };
      expect(await service.callLine(id)).toMatchObject(expected);
    });

    it('is no failure of a whole answer, whose headers come when it is finished', async () => {
      service.upstream.next(after(LIMIT * 2000, answerText('late')));
      expect((await postChat(service.gateway)).status).toBe(200);
    });
  });

  describe('before its first token', () => {
    const service = serviceUnderTest({ FIRST_TOKEN_TIMEOUT: LIMIT, RETRIES: 1 });

    it.each<readonly [string, AnswerScript]>([
      ['saying nothing', stream([], { ending: 'stall' })],
      ['with comments', stream([': processing\n\n', ': processing\n\n'], { ending: 'stall' })],
      ['with half a frame', stream(['data: {"choices":'], { ending: 'stall' })],
    ])('is a 504 that says so, without another attempt: %s', async (_how, script) => {
      service.upstream.next(script);
      const answer = await postChat(service.gateway, STREAM);
      expectTimeout(answer, 'The upstream sent no token within the first-token timeout.');
      await expectClosed(service);
      expect(service.upstream.chats).toHaveLength(1);
    });
  });

  describe('between two frames', () => {
    const service = serviceUnderTest({ IDLE_TIMEOUT: LONG_LIMIT, RETRIES: 1 });
    const MESSAGE = 'The upstream fell silent in the middle of its answer for longer than the idle timeout.';

    it('is an error event that says so', async () => {
      await expectTimeoutEvent(service, MESSAGE, 'idle_timeout');
    });

    it('is not one that goes on in time, however long it takes in all', async () => {
      const frames = Array.from('abcdefg', (content) => chunk({ content }));
      service.upstream.next(
        stream([...frames, chunk({}, { finishReason: 'stop' })], { delayMs: (LONG_LIMIT * 1000) / 5 }),
      );
      const client = streamChat(service.gateway);
      expect(await client.ended).toMatchObject({ complete: true });
      expect(client.end!.at - client.sentAt).toBeGreaterThan(LONG_LIMIT * 1200);
    });

    it('is one that sends only comments', async () => {
      const comments = Array.from({ length: 20 }, () => ': ping\n\n');
      service.upstream.next(
        stream([chunk({ content: 'one' }), ...comments], { delayMs: LONG_LIMIT * 100, ending: 'stall' }),
      );
      const client = streamChat(service.gateway);
      expect((await client.ended).complete).toBe(false);
      expect(client.events[1]).toMatchObject({ error: { message: MESSAGE } });
    });
  });

  describe('past the total limit', () => {
    const service = serviceUnderTest({ REQUEST_TIMEOUT: LONG_LIMIT, RETRIES: 1 });
    const MESSAGE = 'The call took longer than the total request timeout.';

    it('is an error event that says so', async () => {
      await expectTimeoutEvent(service, MESSAGE, 'total_timeout');
    });

    it.each<readonly [string, unknown, AnswerScript]>([
      ['a whole answer', HELLO, silence()],
      ['a stream without headers', STREAM, silence()],
      ['a stream without tokens', STREAM, (exchange) => beginStream(exchange)],
    ])('is a 504 that says so, without another attempt: %s', async (_what, body, script) => {
      service.upstream.next(script);
      const { id, headers } = withRequestId();
      const answer = await postChat(service.gateway, body, { headers });
      expectTimeout(answer, MESSAGE);
      await expectClosed(service);
      expect(service.upstream.chats).toHaveLength(1);
      expect(await service.callLine(id)).toMatchObject({
        ended: 'timeout',
        upstream_failure: 'total_timeout',
        alert: true,
      });
    });

    it('counts also while frames keep coming', async () => {
      const frames = Array.from({ length: 1_000 }, () => chunk({ content: 'x' }));
      service.upstream.next(stream(frames, { delayMs: 20 }));
      const client = streamChat(service.gateway);
      expect((await client.ended).complete).toBe(false);
      expect(client.events.at(-1)).toMatchObject({ error: { message: MESSAGE } });
      expect(client.frames.length).toBeGreaterThan(2);
    });
  });
});
