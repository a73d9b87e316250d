import { HELLO, call, get, postChat } from './support/callers/chat-request';
import { rawHttp } from './support/callers/raw-http';
import { serviceUnderTest } from './support/service/service-under-test';

const MESSAGES = '"messages":[{"role":"user","content":"Hello"}]';
const LIMIT_BYTES = 64 * 1024;

describe('input that means harm', () => {
  const service = serviceUnderTest({ MAX_BODY_MIB: LIMIT_BYTES / 1024 / 1024 });

  describe('in its content', () => {
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
      const answer = await rawHttp(service.gateway.port, `${head}content-length: 1000000000\r\n\r\n{`);
      expect(answer.status).toBe(413);
      expect(answer.body).toContain('PAYLOAD_TOO_LARGE');
      expect(answer.closed).toBe(true);
    });

    it('is 413 before it is read whole: chunked', async () => {
      const piece = `1000\r\n${' '.repeat(4096)}\r\n`;
      const answer = await rawHttp(service.gateway.port, [
        `${head}transfer-encoding: chunked\r\n\r\n`,
        ...Array.from({ length: LIMIT_BYTES / 4096 + 1 }, () => piece),
      ]);
      expect(answer.status).toBe(413);
      expect(answer.body).toContain('PAYLOAD_TOO_LARGE');
      expect(answer.closed).toBe(true);
    });

    it('is not even read for a stranger', async () => {
      const stranger = head.replace('test-key-1', 'wrong');
      const answer = await rawHttp(service.gateway.port, `${stranger}content-length: 1000000000\r\n\r\n{`);
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
