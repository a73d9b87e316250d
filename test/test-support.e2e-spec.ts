import {
  after,
  answerText,
  breakConnection,
  compressed,
  cutBody,
  halfAHead,
  html,
  providerError,
  rawAnswer,
  redirect,
  silence,
} from './support/upstream/answer-scripts';
import { call, get, postChat, streamChat } from './support/callers/chat-request';
import { completion } from './support/upstream/completion-bodies';
import { FakeUpstream } from './support/upstream/fake-upstream';
import type { Gateway } from './support/service/gateway';
import { TEST_KEY } from './support/service/gateway-environment';
import { IdleSockets } from './support/callers/idle-sockets';
import { LeakCheck } from './support/observation/leak-check';
import { LogLines } from './support/observation/log-lines';
import { OpenApiValidator } from './support/documents/openapi-validator';
import { rawHttp } from './support/callers/raw-http';
import { ownMsUntil, until, within } from './support/observation/until';

/** The fake upstream and the clients face each other, with no service between them: what they say must be true. */
describe('test support', () => {
  let upstream: FakeUpstream;
  let server: Gateway;
  let leaks: LeakCheck;

  beforeEach(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    const { url, port } = upstream;
    server = { url, port, key: TEST_KEY, log: new LogLines(), close: () => upstream.close() };
  });

  afterEach(async () => {
    await upstream.close();
    await leaks.released();
  });

  describe('whole answers', () => {
    it('answers by queue, handler, model and default, in this order', async () => {
      upstream
        .reply(answerText('default'))
        .model('m', answerText('model'))
        .onChat(({ fields }) => (fields['user'] === 'u' ? answerText('handler') : undefined))
        .next(answerText('queue'));
      const request = { model: 'm', messages: [], user: 'u' };
      const texts = [];
      for (const body of [request, request, { ...request, user: 'x' }, { messages: [] }]) {
        texts.push((await postChat(server, body)).text);
      }
      expect(texts.map((text) => /"content":"(\w+)"/.exec(text)?.[1])).toEqual([
        'queue',
        'handler',
        'model',
        'default',
      ]);
      expect(upstream.chats).toHaveLength(4);
    });

    it('records requests as they came', async () => {
      await postChat(server, '{"model":"m","seed":12345678901234567890}', { headers: { 'x-one': '1' } });
      const request = await upstream.untilChat(1);
      expect(request.body.toString()).toBe('{"model":"m","seed":12345678901234567890}');
      expect(request.model).toBe('m');
      expect(request.headers).toMatchObject({ 'x-one': '1', authorization: `Bearer ${TEST_KEY}` });
      expect(request.aborted).toBe(false);
    });

    it('lists models and embeds as LiteLLM does', async () => {
      expect((await get(server, '/v1/models')).text).toContain('"id":"gpt-4o-mini"');
      expect((await get(server, '/v1/model/info')).text).toContain('"max_input_tokens":128000');
      const embedded = await call(server, 'POST', '/v1/embeddings', {
        body: { model: 'e', input: ['a', 'b'] },
      });
      expect(embedded.json).toMatchObject({ object: 'list', data: [{ index: 0 }, { index: 1 }] });
      upstream.route('GET /v1/model/info', providerError(500));
      expect((await get(server, '/v1/model/info')).status).toBe(500);
    });

    it.each([
      ['an error with headers', providerError(429, { code: 'c' }, { 'retry-after': '7' }), 429],
      ['HTML', html(502), 502],
      ['a redirect', redirect('http://provider.invalid/'), 302],
      ['a delayed answer', after(20, answerText('late')), 200],
      ['raw bytes', rawAnswer('HTTP/1.1 418 Teapot\r\ncontent-length: 0\r\n', '\r\n'), 418],
    ])('answers with %s', async (_name, script, status) => {
      upstream.next(script);
      expect((await postChat(server)).status).toBe(status);
    });

    it('compresses', async () => {
      upstream.next(compressed('gzip', completion('zipped')));
      const { headers, text } = await postChat(server);
      expect(headers['content-encoding']).toBe('gzip');
      expect(text).not.toContain('zipped');
    });

    it.each([
      ['a reset', breakConnection(), /socket|ECONNRESET/],
      ['a closed connection', breakConnection({ reset: false }), /other side closed/],
      ['a cut body', cutBody('{"id":'), /does not match content-length/],
    ])('breaks off with %s', async (_name, script, message) => {
      upstream.next(script);
      await expect(postChat(server)).rejects.toThrow(message);
      await upstream.untilIdle();
    });

    it.each([
      ['silence', silence()],
      ['half a head', halfAHead()],
    ])('sees the caller go during %s', async (_name, script) => {
      upstream.next(script);
      const client = streamChat(server);
      const request = await upstream.untilChat(1);
      expect(request.aborted).toBe(false);
      client.abort();
      expect(await ownMsUntil(request.closed, { what: 'the connection to be closed' })).toBeLessThan(250);
      expect(request.aborted).toBe(true);
      expect(request.connection.closedBy).toBe('proxy');
      await expect(client.opened).rejects.toThrow();
    });

    it('goes down and comes up on the same port', async () => {
      await upstream.down();
      await expect(postChat(server)).rejects.toThrow(/ECONNREFUSED/);
      await upstream.up();
      expect((await postChat(server)).status).toBe(200);
    });
  });

  describe('raw connections', () => {
    it('sends what no client would send', async () => {
      const answer = await rawHttp(server.port, ['GET /v1/mod', 'els HTTP/1.1\r\nbroken header\r\n\r\n']);
      expect(answer).toMatchObject({ status: 400, closed: true });
    });

    it('counts idle sockets', async () => {
      const sockets = await IdleSockets.open(server.port, 50);
      expect(sockets.openCount).toBe(50);
      await until(() => upstream.openConnections === 50, { what: '50 connections' });
      await upstream.down();
      await until(() => sockets.openCount === 0, { what: 'the sockets to be closed' });
      sockets.close();
    });
  });

  describe('logs, waiting and documents', () => {
    it('parses JSON lines in any pieces', async () => {
      const log = new LogLines();
      log.write('starting\n{"msg":"o');
      log.write('ne"}\n{"msg":"two"}\n');
      expect(log.lines.map(({ msg }) => msg)).toEqual(['one', 'two']);
      expect(await log.until(({ msg }) => msg === 'two')).toEqual({ msg: 'two' });
    });

    it('says what was waited for in vain', async () => {
      await expect(until(() => false, { timeoutMs: 10, what: 'Godot' })).rejects.toThrow('10 ms for Godot');
      const never = new Promise(() => undefined);
      await expect(within(never, { timeoutMs: 10, what: 'Godot' })).rejects.toThrow('10 ms for Godot');
      await expect(ownMsUntil(never, { timeoutMs: 10, what: 'Godot' })).rejects.toThrow('10 ms for Godot');
    });

    it('counts no more of a long pause of this process than the pauses that it made itself', async () => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, 30));
      const counted = ownMsUntil(late, { what: 'a timer' });
      const end = performance.now() + 400;
      while (performance.now() < end);
      expect(await counted).toBeLessThan(100);
    });

    it('validates against an OpenAPI document', () => {
      const validator = new OpenApiValidator({
        paths: {
          '/v1/models/{id}': {
            get: {
              responses: {
                200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Model' } } } },
                404: { $ref: '#/components/responses/Error' },
              },
            },
          },
        },
        components: {
          schemas: {
            Model: {
              type: 'object',
              required: ['id'],
              properties: { id: { type: 'string', example: 'm' }, owner: { type: 'string', nullable: true } },
            },
          },
          responses: { Error: { content: { 'application/json': { schema: { required: ['error'] } } } } },
        },
      });
      validator.response('get', '/v1/models/a/b', 200, { id: 'a/b', owner: null });
      validator.response('GET', '/v1/models/{id}', 404, { error: {} });
      validator.schema('Model', { id: 'm' });
      expect(() => validator.response('get', '/v1/models/a', 200, { id: 1 })).toThrow(/\/id must be string/);
      expect(() => validator.response('get', '/v1/models/a', 404, {})).toThrow(/error/);
      expect(() => validator.response('get', '/v1/models/a', 201, {})).toThrow('not documented');
      expect(() => validator.schema('Other', {})).toThrow('not documented');
    });
  });

  it('refuses fake timers and mocked modules to a file that shares its modules with others', () => {
    const remedy = '@jest-environment node';
    expect(() => jest.useFakeTimers()).toThrow(remedy);
    expect(() => jest.doMock('./support/until', () => ({}))).toThrow(remedy);
  });
});
