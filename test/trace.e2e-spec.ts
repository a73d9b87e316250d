import { breakConnection, providerError } from './support/upstream/answer-scripts';
import { get, HELLO, postChat, streamChat } from './support/callers/chat-request';
import { textChunks } from './support/upstream/completion-bodies';
import { rawHttp } from './support/callers/raw-http';
import { serviceUnderTest } from './support/service/service-under-test';
import { stream } from './support/upstream/stream-scripts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const TRACEPARENT = `00-${TRACE_ID}-${SPAN_ID}-01`;
const NEW_TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('trace', () => {
  const service = serviceUnderTest({ RETRIES: 0 });

  describe('x-request-id', () => {
    it.each(['a', 'req_01.A:b/c=@+-', '0'.repeat(128)])('is kept: %s', async (id) => {
      const { headers } = await get(service.gateway, '/v1/models', { headers: { 'x-request-id': id } });
      expect(headers['x-request-id']).toBe(id);
    });

    it.each([
      ['with blanks', 'a b'],
      ['empty', ''],
      ['too long', 'a'.repeat(129)],
      ['with quotes', '"><script>'],
      ['with letters beyond ASCII', 'caf\u00e9'],
      ['with a tab', 'a\tb'],
      ['with JSON', '{"msg":"call"}'],
    ])('is replaced when it is %s', async (_what, id) => {
      const headers = { 'x-request-id': id };
      const answer = await postChat(service.gateway, HELLO, { headers });
      expect(answer.headers['x-request-id']).toMatch(UUID);
      expect((await service.upstream.untilChat(1)).headers['x-request-id']).toMatch(UUID);
    });

    it('is replaced when it comes twice', async () => {
      const head =
        'GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-request-id: a\r\nx-request-id: b\r\n\r\n';
      const answer = await rawHttp(service.gateway.port, head);
      expect(answer.headers['x-request-id']).toMatch(UUID);
    });

    it.each([
      ['a control character', '\x01'],
      ['a NUL', '\0'],
      ['a bare CR', '\rx-evil: 1'],
    ])('with %s is refused', async (_what, text) => {
      const head = `GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-request-id: a${text}\r\n\r\n`;
      const answer = await rawHttp(service.gateway.port, head);
      expect(answer.status).toBe(400);
      expect(answer.headers).not.toHaveProperty('x-evil');
    });

    it('of a caller finds its log line, and goes upstream', async () => {
      await postChat(service.gateway, HELLO, {
        headers: { 'x-request-id': 'mine-1', traceparent: TRACEPARENT },
      });
      expect(await service.callLine('mine-1')).toMatchObject({ trace_id: TRACE_ID, status: 200 });
      expect((await service.upstream.untilChat(1)).headers['x-request-id']).toBe('mine-1');
    });
  });

  describe('traceparent', () => {
    it('is continued upstream and back, with a span of ours, and tracestate goes along', async () => {
      const headers = { traceparent: TRACEPARENT, tracestate: 'vendor=value,other=1' };
      const answer = await postChat(service.gateway, HELLO, { headers });
      const sent = await service.upstream.untilChat(1);
      expect(sent.headers.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-(?!${SPAN_ID})[0-9a-f]{16}-01$`));
      expect(sent.headers['tracestate']).toBe('vendor=value,other=1');
      expect(answer.headers['traceparent']).toBe(sent.headers.traceparent);
    });

    it('keeps the flags, and fields that a later version appends are dropped', async () => {
      const notSampled = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-00` };
      expect(await traceparentFor(notSampled)).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
      const later = { traceparent: `cc-${TRACE_ID}-${SPAN_ID}-01-what-the-future-brings` };
      expect(await traceparentFor(later)).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
    });

    it.each([
      ['not there', {}],
      ['empty', { traceparent: '' }],
      ['of zeros', { traceparent: `00-${'0'.repeat(32)}-${SPAN_ID}-01` }],
      ['without a parent', { traceparent: `00-${TRACE_ID}-${'0'.repeat(16)}-01` }],
      ['of the forbidden version', { traceparent: `ff-${TRACE_ID}-${SPAN_ID}-01` }],
      ['in capitals', { traceparent: TRACEPARENT.toUpperCase() }],
      ['too short', { traceparent: TRACEPARENT.slice(0, -1) }],
      ['too long', { traceparent: `cc-${TRACE_ID}-${SPAN_ID}-01-${'a'.repeat(600)}` }],
      ['of the first version, with more behind it', { traceparent: `${TRACEPARENT}-more` }],
      ['nonsense', { traceparent: 'hello' }],
    ])('that is %s is made anew, without its tracestate', async (_what, headers) => {
      const answer = await postChat(service.gateway, HELLO, { headers: { ...headers, tracestate: 'a=1' } });
      expect(answer.headers['traceparent']).toMatch(NEW_TRACEPARENT);
      expect(answer.headers['traceparent']).not.toContain(TRACE_ID);
      expect((await service.upstream.untilChat(1)).headers['tracestate']).toBeUndefined();
    });

    it('is another one for each request', async () => {
      const ids = new Set<unknown>();
      for (let n = 0; n < 300; n++) ids.add(await traceparentFor({}));
      expect(ids.size).toBe(300);
    });
  });

  describe('both come back', () => {
    const traced = { 'x-request-id': 'both', traceparent: TRACEPARENT };
    const expected = {
      'x-request-id': 'both',
      traceparent: expect.stringContaining(TRACE_ID) as string,
    };

    it('on a whole answer', async () => {
      expect((await postChat(service.gateway, HELLO, { headers: traced })).headers).toMatchObject(expected);
    });

    it.each(['/v1/chat/completions', '/llm/stream'])('on a stream of %s', async (path) => {
      const client = streamChat(service.gateway, HELLO, { path, headers: traced });
      expect((await client.opened).headers).toMatchObject(expected);
      await client.ended;
    });

    it.each([
      ['without a key', 401, () => postChat(service.gateway, HELLO, { key: null, headers: traced })],
      ['of bad input', 400, () => postChat(service.gateway, { messages: 1 }, { headers: traced })],
      ['of broken JSON', 400, () => postChat(service.gateway, '{"', { headers: traced })],
      [
        'of a wrong type',
        415,
        () => postChat(service.gateway, 'x', { headers: { ...traced, 'content-type': 'text/plain' } }),
      ],
      ['of an unknown route', 404, () => get(service.gateway, '/nowhere', { headers: traced })],
      ['of a wrong method', 405, () => get(service.gateway, '/v1/chat/completions', { headers: traced })],
      ['of a bad URL', 400, () => get(service.gateway, '/v1/models/%zz', { headers: traced })],
      ['of the provider', 400, () => failing(400)],
      ['of the upstream', 502, () => failing(500)],
    ])('on an error %s, and in its body', async (_what, status, ask) => {
      const answer = await ask();
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject(expected);
      expect(answer.error['trace_id']).toBe(TRACE_ID);
    });

    it.each(['/v1/chat/completions', '/llm/stream'])('in the error event of %s', async (path) => {
      service.upstream.next(stream(textChunks('one two').slice(0, 2), { ending: 'cut' }));
      const client = streamChat(service.gateway, HELLO, { path, headers: traced });
      await client.ended;
      expect(client.events.at(-1)).toMatchObject({ error: { trace_id: TRACE_ID } });
    });

    it('in the end event of a uniform stream', async () => {
      const client = streamChat(service.gateway, HELLO, { path: '/llm/stream', headers: traced });
      await client.ended;
      expect(client.events.at(-1)).toMatchObject({ trace_id: TRACE_ID });
    });

    it('as another trace for requests that never became one', async () => {
      const answer = await rawHttp(service.gateway.port, 'GARBAGE\r\n\r\n');
      const body = JSON.parse(answer.body) as { error: { trace_id: string } };
      expect(body.error.trace_id).toMatch(/^[0-9a-f]{32}$/);
      expect(answer.headers['x-request-id']).toMatch(/.+/);
    });

    function failing(status: number) {
      service.upstream.next(status === 500 ? breakConnection() : providerError(status));
      return postChat(service.gateway, HELLO, { headers: traced });
    }
  });

  async function traceparentFor(headers: Record<string, string>): Promise<unknown> {
    return (await get(service.gateway, '/health', { headers })).headers['traceparent'];
  }
});
