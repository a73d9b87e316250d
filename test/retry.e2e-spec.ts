import {
  answerText,
  breakConnection,
  cutBody,
  empty,
  html,
  providerError,
  silence,
} from './support/upstream/answer-scripts';
import { HELLO, postChat, streamChat } from './support/callers/chat-request';
import { chunk } from './support/upstream/completion-bodies';
import type { AnswerScript } from './support/upstream/exchange';
import { startGateway } from './support/service/gateway';
import { freePort } from './support/network/free-port';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream } from './support/upstream/stream-scripts';

const OK = answerText('second');
const AT_ONCE = { 'retry-after': '0' };
const TRANSIENT = [429, 500, 502, 503, 504, 529];

describe('another attempt', () => {
  describe('once', () => {
    const service = serviceUnderTest({ REQUEST_TIMEOUT: 15 });

    async function attempts(script: AnswerScript, streamed: boolean): Promise<readonly [number, unknown]> {
      service.upstream.next(script, OK);
      const { id, headers } = withRequestId();
      const { status } = await postChat(service.gateway, { ...HELLO, stream: streamed }, { headers });
      expect(service.upstream.chats).toHaveLength(Number((await service.callLine(id))['attempts']));
      return [status, (await service.callLine(id))['attempts']];
    }

    describe.each([true, false])('of a call (stream: %s)', (streamed) => {
      it.each(TRANSIENT)('follows a %i', async (status) => {
        expect(await attempts(providerError(status, {}, AT_ONCE), streamed)).toEqual([200, 2]);
      });

      it.each(TRANSIENT)('follows a %i in plain text', async (status) => {
        const plain: AnswerScript = ({ response }) => void response.writeHead(status, AT_ONCE).end('no');
        expect(await attempts(plain, streamed)).toEqual([200, 2]);
      });

      it.each([true, false])(
        'follows a connection that breaks before the head (reset: %s)',
        async (reset) => {
          expect(await attempts(breakConnection({ reset }), streamed)).toEqual([200, 2]);
        },
      );

      it.each([400, 401, 403, 404, 409, 413, 415, 422])('does not follow a %i', async (status) => {
        const [answered, count] = await attempts(providerError(status, {}, AT_ONCE), streamed);
        expect(answered).toBeGreaterThanOrEqual(400);
        expect(count).toBe(1);
      });

      it.each([
        ['a quota that is used up', providerError(429, { code: 'insufficient_quota' }, AT_ONCE), 429],
        ['a web page', html(), 502],
        ['an empty body', empty(), 502],
      ])('does not follow %s', async (_what, script, status) => {
        expect(await attempts(script, streamed)).toEqual([status, 1]);
      });

      it('is the last one', async () => {
        service.upstream.reply(providerError(503, {}, AT_ONCE));
        const answer = await postChat(service.gateway, { ...HELLO, stream: streamed });
        expect(answer.status).toBe(502);
        expect(service.upstream.chats).toHaveLength(2);
      });

      it('has the same body and headers, but for the span of the trace', async () => {
        service.upstream.next(providerError(500, {}, AT_ONCE), OK);
        await postChat(
          service.gateway,
          { ...HELLO, stream: streamed },
          { headers: { 'idempotency-key': `k-${String(streamed)}` } },
        );
        const [first, second] = service.upstream.chats;
        expect(second!.body.equals(first!.body)).toBe(true);
        expect(second!.headers).toMatchObject({
          'idempotency-key': `k-${String(streamed)}`,
          'x-request-id': first!.headers['x-request-id'],
        });
      });
    });

    it('follows a stream whose first event is an error that passes', async () => {
      const script = stream([{ error: { message: 'overloaded', code: '503' } }]);
      expect(await attempts(script, true)).toEqual([200, 2]);
    });

    it('does not follow a whole answer that was cut', async () => {
      expect(await attempts(cutBody('{"id":'), false)).toEqual([502, 1]);
    });

    it.each([
      ['is cut', stream([chunk({ content: 'one' })], { ending: 'cut' })],
      [
        'tells an error',
        stream([chunk({ content: 'one' }), { error: { message: 'overloaded', code: '503' } }]),
      ],
    ])('does not follow a stream that %s after its first frame', async (_how, script) => {
      service.upstream.next(script, OK);
      const client = streamChat(service.gateway);
      expect((await client.ended).complete).toBe(false);
      expect(client.text).toContain('one');
      expect(client.text).not.toContain('second');
      expect(service.upstream.chats).toHaveLength(1);
    });

    it('is shown by the log line', async () => {
      service.upstream.next(providerError(503, {}, AT_ONCE), OK);
      const { id, headers } = withRequestId();
      await postChat(service.gateway, HELLO, { headers });
      expect(await service.callLine(id)).toMatchObject({
        attempts: 2,
        status: 200,
        attempt_log: [{ outcome: 'server_error' }, { outcome: 'ok' }],
      });
    });

    it('follows connections that were refused', async () => {
      const gateway = await startGateway({ upstream: { url: `http://127.0.0.1:${await freePort()}` } });
      const { id, headers } = withRequestId();
      const answer = await postChat(gateway, HELLO, { headers });
      expect(answer.status).toBe(502);
      expect(answer.error['message']).toBe('The upstream could not be reached.');
      const line = await gateway.log.until((entry) => entry['request_id'] === id);
      expect(line).toMatchObject({ attempts: 2, upstream_failure: 'connect', alert: true });
      await gateway.close();
    });

    it('waits as long as the upstream asks', async () => {
      service.upstream.next(providerError(429, {}, { 'retry-after': '1' }), OK);
      expect((await postChat(service.gateway)).status).toBe(200);
      const [first, second] = service.upstream.chats;
      expect(second!.arrivedAt - first!.arrivedAt).toBeGreaterThan(990);
    });

    it.each<readonly [Readonly<Record<string, string>>, string, string | undefined]>([
      [{ 'retry-after': '30' }, '30', '30000'],
      [{ 'retry-after-ms': '30001' }, '31', '30001'],
      [{ 'llm_provider-retry-after': '17' }, '17', '17000'],
      [
        { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() },
        expect.stringMatching(/^3[56]\d\d$/) as string,
        undefined,
      ],
    ])(
      'does not follow where the wait passes the total limit: the caller is told it (%j)',
      async (given, seconds, ms) => {
        for (const [status, ours] of [
          [429, 429],
          [503, 502],
        ] as const) {
          service.upstream.next(providerError(status, {}, given), OK);
          const answer = await postChat(service.gateway);
          expect(service.upstream.chats).toHaveLength(1);
          expect(answer.status).toBe(ours);
          expect(answer.headers['retry-after']).toEqual(seconds);
          if (ms !== undefined) expect(answer.headers['retry-after-ms']).toBe(ms);
          // SDKs do not heed more than a minute: they would come back long before.
          expect(answer.headers['x-should-retry']).toBe(Number(seconds) <= 60 ? undefined : 'false');
          service.upstream.reset();
        }
      },
    );

    it('tells the caller the wait of the last attempt', async () => {
      service.upstream.next(providerError(429, {}, AT_ONCE), providerError(429, {}, { 'retry-after': '7' }));
      const answer = await postChat(service.gateway);
      expect(answer.status).toBe(429);
      expect(answer.headers).toMatchObject({ 'retry-after': '7', 'retry-after-ms': '7000' });
    });
  });

  describe('after a limit of time', () => {
    describe('for the headers', () => {
      const service = serviceUnderTest({ HEADERS_TIMEOUT: 1.5 });

      it('does not follow a stream whose headers do not come: who was silent is not asked again', async () => {
        service.upstream.next(silence(), OK);
        expect((await postChat(service.gateway, { ...HELLO, stream: true })).status).toBe(504);
        expect(service.upstream.chats).toHaveLength(1);
        expect((await service.upstream.untilChat(1)).connection.closedBy).toBe('proxy');
      });
    });

    describe('for all of the call', () => {
      const service = serviceUnderTest({ REQUEST_TIMEOUT: 0.5 });

      it('is not made when that has passed in the first', async () => {
        service.upstream.next(silence(), OK);
        expect((await postChat(service.gateway)).status).toBe(504);
        expect(service.upstream.chats).toHaveLength(1);
      });
    });

    describe('never, with RETRIES=0', () => {
      const service = serviceUnderTest({ RETRIES: 0, HEADERS_TIMEOUT: 0.2 });

      it('follows a headers timeout', async () => {
        service.upstream.next(silence(), OK);
        expect((await postChat(service.gateway, { ...HELLO, stream: true })).status).toBe(504);
        expect(service.upstream.chats).toHaveLength(1);
      });
    });
  });

  describe('never, with RETRIES=0', () => {
    const service = serviceUnderTest({ RETRIES: 0 });

    it.each<readonly [string, AnswerScript, number]>([
      ['a 503', providerError(503), 502],
      ['a 429', providerError(429), 429],
      ['a broken connection', breakConnection(), 502],
    ])('follows %s', async (_what, script, status) => {
      service.upstream.next(script, OK);
      expect((await postChat(service.gateway, { ...HELLO, stream: true })).status).toBe(status);
      expect(service.upstream.chats).toHaveLength(1);
    });
  });

  describe('three times, with RETRIES=3', () => {
    const service = serviceUnderTest({ RETRIES: 3 });

    it('is made until one answers', async () => {
      const no = providerError(500, {}, AT_ONCE);
      service.upstream.next(no, no, no, OK);
      const client = streamChat(service.gateway);
      expect(await client.ended).toMatchObject({ complete: true });
      expect(service.upstream.chats).toHaveLength(4);
    });

    it('grows slower where the upstream does not say how long to wait', async () => {
      const no = providerError(500);
      service.upstream.next(no, no, OK);
      expect((await postChat(service.gateway)).status).toBe(200);
      const [first, second, third] = service.upstream.chats.map(({ arrivedAt }) => arrivedAt);
      expect(second! - first!).toBeGreaterThanOrEqual(95);
      expect(third! - second!).toBeGreaterThanOrEqual(195);
    });

    it('may begin in the stream of one that has only sent its head', async () => {
      const handle = new StreamHandle();
      service.upstream.next(handle.script, OK);
      const client = streamChat(service.gateway);
      await handle.opened;
      await handle.send({ error: { message: 'overloaded', code: '529' } });
      expect(await client.ended).toMatchObject({ complete: true });
      expect(client.text).toContain('second');
    });
  });
});
