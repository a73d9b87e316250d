import { HELLO, call, get, postChat } from './support/chat-request';
import type { CallAnswer } from './support/chat-request';
import { UPSTREAM_KEY } from './support/gateway-environment';
import { rawHttp } from './support/raw-http';
import { serviceUnderTest } from './support/service-under-test';

const PATHS = ['/v1/chat/completions', '/chat/completions', '/openai/deployments/m/chat/completions'];
const MESSAGES = '"messages":[{"role":"user","content":"Hello"}]';
const LIMIT_BYTES = 64 * 1024;

describe('bad input', () => {
  const service = serviceUnderTest({ MAX_BODY_MIB: LIMIT_BYTES / 1024 / 1024 });

  function expectRefused(answer: CallAnswer, param: string | null): void {
    expect(answer.error).toMatchObject({
      type: 'invalid_request_error',
      code: 'INVALID_REQUEST',
      param,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(answer.status).toBe(400);
    expect(answer.headers).toMatchObject({
      'x-llm-proxy-error': 'INVALID_REQUEST',
      'x-should-retry': 'false',
    });
    expect(service.upstream.chats).toHaveLength(0);
  }

  describe('without a valid key', () => {
    it.each<readonly [string, Record<string, string>]>([
      ['none', {}],
      ['a wrong one', { authorization: 'Bearer wrong' }],
      ['an empty one', { authorization: 'Bearer ' }],
      ['one in Basic', { authorization: 'Basic dGVzdC1rZXktMQ==' }],
      [
        'a wrong x-internal-auth beside a good Bearer',
        { 'x-internal-auth': 'no', authorization: 'Bearer test-key-1' },
      ],
      ["the upstream's", { authorization: `Bearer ${UPSTREAM_KEY}` }],
      ['a longer one', { 'api-key': 'test-key-1x' }],
    ])('is 401, with one text for all: %s', async (_what, headers) => {
      const answer = await postChat(service.gateway, HELLO, { key: null, headers });
      expect(answer.status).toBe(401);
      expect(answer.error).toEqual({
        message:
          'A valid key is required: send it as "Authorization: Bearer <key>", "x-internal-auth: <key>" or "api-key: <key>".',
        type: 'authentication_error',
        param: null,
        code: 'UNAUTHORIZED',
        trace_id: expect.any(String) as string,
      });
      expect(service.upstream.chats).toHaveLength(0);
    });
  });

  describe('as a body', () => {
    it.each([
      ['that is no JSON', '{"model":'],
      ['with a NaN', `{${MESSAGES},"max_tokens":NaN}`],
      ['with a trailing comma', `{${MESSAGES},}`],
      ['with two values', `{${MESSAGES}}{}`],
      ['that is empty', ''],
      ['that is a list', '[]'],
      ['that is a text', '"hello"'],
      ['that is null', 'null'],
      ['with a raw line break in a text', '{"messages":[{"role":"user","content":"a\nb"}]}'],
    ])('%s is 400', async (_what, body) => {
      expectRefused(await postChat(service.gateway, body), 'body');
    });

    it.each([
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ])('with content type %s is 415', async (type) => {
      const answer = await postChat(service.gateway, JSON.stringify(HELLO), {
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(415);
      expect(answer.error).toMatchObject({ type: 'invalid_request_error', code: 'UNSUPPORTED_MEDIA_TYPE' });
      expect(service.upstream.chats).toHaveLength(0);
    });

    it('with the content type of JSON in other spellings is fine', async () => {
      for (const type of [
        'application/json; charset=utf-8',
        'Application/JSON',
        'application/json;charset="UTF-8"',
      ]) {
        const answer = await postChat(service.gateway, JSON.stringify(HELLO), {
          headers: { 'content-type': type },
        });
        expect(answer.status).toBe(200);
      }
    });

    it.each(['gzip', 'br', 'deflate', 'zstd', 'x'])('compressed with %s is 415', async (encoding) => {
      const answer = await postChat(service.gateway, HELLO, { headers: { 'content-encoding': encoding } });
      expect(answer.status).toBe(415);
      expect(service.upstream.chats).toHaveLength(0);
    });
  });

  describe('in a field', () => {
    it.each<readonly [string, string]>([
      ['', 'messages'],
      ['"messages":[]', 'messages'],
      ['"messages":null', 'messages'],
      ['"messages":"Hello"', 'messages'],
      ['"messages":{"0":{"role":"user"}}', 'messages'],
      ['"messages":["Hello"]', 'messages.0'],
      ['"messages":[null]', 'messages.0'],
      ['"messages":[[]]', 'messages.0.role'],
      ['"messages":[{"role":"user","content":"a"},{"content":"b"}]', 'messages.1.role'],
      ['"messages":[{"role":"wizard","content":"a"}]', 'messages.0.role'],
      ['"messages":[{"role":["user"],"content":"a"}]', 'messages.0.role'],
      ['"messages":[{"__proto__":{"role":"user"}}]', 'messages.0.role'],
      [`${MESSAGES},"stream":"true"`, 'stream'],
      [`${MESSAGES},"stream":1`, 'stream'],
      [`${MESSAGES},"stream":{}`, 'stream'],
      [`${MESSAGES},"stream_options":true`, 'stream_options'],
      [`${MESSAGES},"stream_options":[]`, 'stream_options'],
      [`${MESSAGES},"max_tokens":-1`, 'max_tokens'],
      [`${MESSAGES},"max_tokens":"10"`, 'max_tokens'],
      [`${MESSAGES},"max_tokens":1.5`, 'max_tokens'],
      [`${MESSAGES},"max_tokens":1e999`, 'max_tokens'],
      [`${MESSAGES},"max_completion_tokens":-1`, 'max_completion_tokens'],
      [`${MESSAGES},"temperature":"warm"`, 'temperature'],
      [`${MESSAGES},"temperature":-0.1`, 'temperature'],
      [`${MESSAGES},"top_p":2`, 'top_p'],
      [`${MESSAGES},"n":0`, 'n'],
      [`${MESSAGES},"tools":{}`, 'tools'],
      [`${MESSAGES},"model":5`, 'model'],
      [`${MESSAGES},"model":""`, 'model'],
    ])('{%s} is 400 that names it', async (fields, param) => {
      for (const path of PATHS) {
        expectRefused(await postChat(service.gateway, `{${fields}}`, { path }), param);
      }
    });

    it.each(['a\nb', 'a\u0000', '\u007f', 'm'.repeat(2000)])('the model %j is 400', async (model) => {
      expectRefused(await postChat(service.gateway, { ...HELLO, model }), 'model');
      expectRefused(await postChat(service.gateway, { ...HELLO, model, stream: true }), 'model');
    });

    it.each(['api_base', 'base_url', 'api_key'])(
      '%s is 400: a caller never chooses host or credential',
      async (field) => {
        for (const value of ['http://169.254.169.254/', null, {}]) {
          expectRefused(await postChat(service.gateway, { ...HELLO, [field]: value }), field);
        }
        const escaped = field.replace('a', '\\u0061');
        expectRefused(await postChat(service.gateway, `{"${escaped}":"x",${MESSAGES}}`), field);
      },
    );

    it('null passes where a field may be left out', async () => {
      const nulls =
        '"model":null,"stream":null,"stream_options":null,"max_tokens":null,"temperature":null,"tools":null';
      expect((await postChat(service.gateway, `{${nulls},${MESSAGES}}`)).status).toBe(200);
    });
  });

  describe('that means harm', () => {
    it.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])(
      '%s pollutes nothing',
      async (key) => {
        const evil = `"${key}":{"polluted":true,"model":"evil","role":"user","stream":true,"api_key":"x"}`;
        const body = `{${evil},${MESSAGES},"stream_options":{${evil}},"metadata":{${evil}}}`;
        const answer = await postChat(service.gateway, body);
        expect(answer.status).toBe(200);
        expect(service.upstream.chats[0]!.body.toString()).toBe(
          body.replace(/\}$/, ',"model":"gpt-4o-mini"}'),
        );
        expect(Object.getPrototypeOf({})).not.toHaveProperty('polluted');
      },
    );

    it.each([10_000, 30_000])('nested %i levels deep never crashes', async (levels) => {
      const deep = '['.repeat(levels) + ']'.repeat(levels);
      for (const field of ['x', 'metadata', 'tools', 'stream_options', 'model', 'stream']) {
        for (const tail of ['', ',"stream":true']) {
          if (field === 'stream' && tail !== '') continue;
          const answer = await postChat(service.gateway, `{${MESSAGES},"${field}":${deep}${tail}}`);
          expect([200, 400]).toContain(answer.status);
        }
      }
      const options = `{"x":${deep}}`;
      const answer = await postChat(
        service.gateway,
        `{${MESSAGES},"stream":true,"stream_options":${options}}`,
      );
      expect([200, 400]).toContain(answer.status);
      const objects = '{"a":'.repeat(levels / 6) + '1' + '}'.repeat(levels / 6);
      expect([200, 400]).toContain((await postChat(service.gateway, `{${MESSAGES},"x":${objects}}`)).status);
      expect((await postChat(service.gateway)).status).toBe(200);
    });

    it('lone surrogates pass unharmed', async () => {
      const body = '{"messages":[{"role":"user","content":"\\ud800 \\udfff"}],"user":"\\udc00","model":"m"}';
      expect((await postChat(service.gateway, body)).status).toBe(200);
      expect(service.upstream.chats[0]!.body.toString()).toBe(body);
    });

    it('bytes that are no UTF-8 never crash', async () => {
      const body = Buffer.concat([
        Buffer.from('{"messages":[{"role":"user","content":"'),
        Buffer.from([0xff, 0xc0, 0x80]),
        Buffer.from('"}]}'),
      ]);
      expect([200, 400]).toContain((await postChat(service.gateway, body)).status);
    });
  });

  describe('over the size limit', () => {
    const big = JSON.stringify({ ...HELLO, user: 'x'.repeat(LIMIT_BYTES) });
    const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer test-key-1\r\ncontent-type: application/json\r\n`;

    it('is 413, just at it is fine', async () => {
      const answer = await postChat(service.gateway, big);
      expect(answer.status).toBe(413);
      expect(answer.error).toMatchObject({ type: 'invalid_request_error', code: 'PAYLOAD_TOO_LARGE' });
      expect(service.upstream.chats).toHaveLength(0);
      const room = LIMIT_BYTES - JSON.stringify({ ...HELLO, user: '' }).length;
      expect((await postChat(service.gateway, { ...HELLO, user: 'x'.repeat(room) })).status).toBe(200);
      expect((await postChat(service.gateway, { ...HELLO, user: 'x'.repeat(room + 1) })).status).toBe(413);
    });

    it('is 413 before it is read whole: declared', async () => {
      const answer = await rawHttp(service.gateway.port, `${head}content-length: 1000000000\r\n\r\n{`, {
        timeoutMs: 5000,
      });
      expect(answer.status).toBe(413);
      expect(answer.body).toContain('PAYLOAD_TOO_LARGE');
      expect(answer.closed).toBe(true);
    });

    it('is 413 before it is read whole: chunked', async () => {
      const piece = `1000\r\n${' '.repeat(4096)}\r\n`;
      const answer = await rawHttp(
        service.gateway.port,
        [
          `${head}transfer-encoding: chunked\r\n\r\n`,
          ...Array.from({ length: LIMIT_BYTES / 4096 + 1 }, () => piece),
        ],
        { timeoutMs: 5000 },
      );
      expect(answer.status).toBe(413);
      expect(answer.body).toContain('PAYLOAD_TOO_LARGE');
      expect(answer.closed).toBe(true);
    });

    it('is not even read for a stranger', async () => {
      const stranger = head.replace('test-key-1', 'wrong');
      const answer = await rawHttp(service.gateway.port, `${stranger}content-length: 1000000000\r\n\r\n{`, {
        timeoutMs: 5000,
      });
      expect(answer.status).toBe(401);
      expect(answer.closed).toBe(true);
    });
  });

  describe('in headers and ids', () => {
    it.each(['a b', 'x'.repeat(300), 'ü', '<script>', 'a"b', ''])(
      'an x-request-id "%s" is replaced',
      async (id) => {
        const answer = await rawHttp(
          service.gateway.port,
          Buffer.from(
            `GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-request-id: ${id}\r\n\r\n`,
            'utf8',
          ),
        );
        expect(answer.status).toBe(200);
        expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{32,36}$/);
      },
    );

    it('a sane x-request-id is kept, a traceparent continued', async () => {
      const headers = {
        'x-request-id': 'order-17:3',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
      };
      const answer = await get(service.gateway, '/nowhere', { headers });
      expect(answer.headers).toMatchObject({
        'x-request-id': 'order-17:3',
        traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-/) as string,
      });
      expect(answer.error).toMatchObject({ trace_id: '0af7651916cd43dd8448eb211c80319c' });
    });

    it.each(['\u0000', '\u0007', '\u000b', '\u001b', '\u007f'])(
      'a control character (%j) in a header is 400',
      async (character) => {
        const answer = await rawHttp(
          service.gateway.port,
          `GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-request-id: a${character}b\r\n\r\n`,
        );
        // Node's parser takes DEL and leaves it to us.
        if (character === '\u007f') expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{32,36}$/);
        else expect(answer.status).toBe(400);
      },
    );

    it.each(['%0d%0ax-evil:%201', '%00', '%1b', '%7f'])(
      'in the model of a path (%s) injects nothing',
      async (name) => {
        const path = `/openai/deployments/m${name}/chat/completions`;
        const answer = await postChat(service.gateway, HELLO, { path });
        expect([400, 404]).toContain(answer.status);
        expect(answer.headers).not.toHaveProperty('x-evil');
        expect(service.upstream.chats).toHaveLength(0);
      },
    );

    it.each(['/%', '/v1/models/%zz', '/v1/models/%ff'])(
      'a URL that cannot be decoded (%s) never crashes',
      async (path) => {
        const answer = await call(service.gateway, 'GET', path);
        expect([400, 404]).toContain(answer.status);
        expect(answer.error).toMatchObject({
          type: expect.any(String) as string,
          trace_id: expect.any(String) as string,
        });
      },
    );
  });
});
