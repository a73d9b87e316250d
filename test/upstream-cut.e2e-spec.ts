import { breakConnection, cutBody, halfAHead, rawAnswer } from './support/upstream/answer-scripts';
import type { AnswerScript } from './support/upstream/exchange';
import { HELLO, postChat, streamChat } from './support/callers/chat-request';
import { chunk, completion } from './support/upstream/completion-bodies';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';
import { streamedText } from './support/callers/sse-client';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream } from './support/upstream/stream-scripts';

const ONE = chunk({ content: 'one' });
const FINISH = chunk({}, { finishReason: 'stop' });

/** The head of a half answer; what follows is the closed connection. */
const cutHead: AnswerScript = async (exchange) => {
  await halfAHead()(exchange);
  exchange.request.connection.destroy();
};

describe('an upstream that breaks off', () => {
  const service = serviceUnderTest({ RETRIES: 0 });

  describe('before the first frame', () => {
    it.each<readonly [string, AnswerScript, string]>([
      ['before its head (reset)', breakConnection(), 'no_answer'],
      ['before its head (closed)', breakConnection({ reset: false }), 'no_answer'],
      ['in the middle of its head', cutHead, 'no_answer'],
      ['after its head', stream([], { ending: 'cut' }), 'cut'],
      ['with nonsense in place of a head', rawAnswer('SSH-2.0-OpenSSH_9.2\r\n\r\n'), 'malformed'],
      [
        'with a nonsense chunk size',
        rawAnswer(
          'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n',
        ),
        'malformed',
      ],
    ])('is a 502: %s', async (_when, script, failure) => {
      service.upstream.next(script);
      const { id, headers } = withRequestId();
      const answer = await postChat(service.gateway, { ...HELLO, stream: true }, { headers });
      expect(answer.status).toBe(502);
      expect(answer.headers['x-llm-proxy-error']).toBe('PROVIDER_ERROR');
      expect(answer.text).not.toMatch(/127\.0\.0\.1|ECONN|socket|undici/i);
      expect(await service.callLine(id)).toMatchObject({
        level: 'warn',
        alert: true,
        status: 502,
        code: 'PROVIDER_ERROR',
        upstream_failure: failure,
        ended: failure === 'cut' ? 'cut' : 'error',
        streamed: true,
      });
    });
  });

  describe('in the middle of a stream', () => {
    it.each([
      ['in the middle of a frame', {}],
      ['between two frames', { partial: '' }],
      ['with a reset', { partial: '', reset: true }],
    ])('is an error event, no [DONE], and a broken connection: %s', async (_where, how) => {
      const handle = new StreamHandle();
      service.upstream.next(handle.script);
      const { id, headers } = withRequestId();
      const client = streamChat(service.gateway, HELLO, { headers });
      await handle.opened;
      await handle.send(ONE);
      await client.untilFrame(1);
      await handle.cut(how);
      expect((await client.ended).complete).toBe(false);
      expect(streamedText(client)).toBe('one');
      expect(client.text).not.toContain('[DONE]');
      expect(client.frames).toHaveLength(2);
      expect(client.events[1]).toMatchObject({
        error: {
          type: 'api_error',
          code: 'PROVIDER_ERROR',
          param: null,
          trace_id: expect.any(String) as string,
        },
      });
      const { trace_id: traceId } = (client.events[1] as { error: { trace_id: string } }).error;
      expect(await service.callLine(id)).toMatchObject({
        level: 'warn',
        alert: true,
        trace_id: traceId,
        status: 200,
        code: 'PROVIDER_ERROR',
        upstream_failure: 'cut',
        ended: 'cut',
        frames: 1,
        usage_estimated: true,
        attempts: 1,
      });
    });

    it('is broken also after the finish reason, as long as the end has not come', async () => {
      service.upstream.next(stream([ONE, FINISH], { ending: 'cut' }));
      const client = streamChat(service.gateway);
      expect((await client.ended).complete).toBe(false);
      expect(client.text).not.toContain('[DONE]');
      expect(client.events.at(-1)).toHaveProperty('error');
    });

    it('is whole after [DONE]', async () => {
      service.upstream.next(stream([ONE, FINISH, 'data: [DONE]\n\n'], { ending: 'cut' }));
      const client = streamChat(service.gateway);
      expect(await client.ended).toMatchObject({ complete: true });
      expect(client.done).toBe(true);
    });

    it('does not touch the next call', async () => {
      service.upstream.next(stream([ONE], { ending: 'cut' }));
      await streamChat(service.gateway).ended;
      expect((await postChat(service.gateway)).status).toBe(200);
    });
  });

  describe('in a whole answer', () => {
    const body = JSON.stringify(completion('Hello'));

    it.each<readonly [string, AnswerScript, string]>([
      ['in the middle of its body', cutBody(body), 'cut'],
      ['in the middle of its head', cutHead, 'no_answer'],
      [
        'in the middle of a chunk',
        rawAnswer(
          'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nffff\r\n',
          body,
        ),
        'cut',
      ],
    ])('is a 502: %s', async (_when, script, failure) => {
      service.upstream.next(script);
      const { id, headers } = withRequestId();
      const answer = await postChat(service.gateway, HELLO, { headers });
      expect(answer.status).toBe(502);
      expect(answer.text).not.toContain('fake upstream');
      expect(await service.callLine(id)).toMatchObject({
        alert: true,
        upstream_failure: failure,
        streamed: false,
      });
    });

    it('is a 502 where the JSON itself is half', async () => {
      service.upstream.next(
        rawAnswer(
          `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n${body.slice(0, 20)}`,
        ),
      );
      expect((await postChat(service.gateway)).status).toBe(502);
    });
  });
});
