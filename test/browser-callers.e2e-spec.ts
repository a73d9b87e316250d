import type { IncomingHttpHeaders } from 'node:http';
import { HELLO, call, postChat } from './support/callers/chat-request';
import { providerError } from './support/upstream/answer-scripts';
import { rawHttp } from './support/callers/raw-http';
import { serviceUnderTest } from './support/service/service-under-test';

const PAGE = 'https://app.example.com';
const ROUTES: [string, string][] = [
  ['POST', '/v1/chat/completions'],
  ['POST', '/llm/stream'],
  ['POST', '/v1beta/models/m:generateContent'],
  ['GET', '/v1/models'],
  ['DELETE', '/admin/connections/x'],
];

/** What the Fetch standard asks of an answer before a page may read it (https://fetch.spec.whatwg.org/#cors-check). */
function readable(headers: IncomingHttpHeaders, origin: string): boolean {
  const allowed = headers['access-control-allow-origin'];
  return allowed === '*' || allowed === origin;
}

const preflight = (origin: string, method = 'POST') => ({
  key: null,
  headers: {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': 'authorization,content-type,x-stainless-lang',
  },
});

describe('a browser', () => {
  describe('at a service that names its origin', () => {
    const service = serviceUnderTest({
      CORS_ORIGINS: `${PAGE}, http://localhost:5173`,
      ADMIN_KEY: 'a'.repeat(20),
    });

    it.each(ROUTES)('gets its preflight for %s %s answered without a key', async (method, path) => {
      const answer = await call(service.gateway, 'OPTIONS', path, preflight(PAGE, method));
      expect(answer.status).toBe(204);
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': PAGE,
        'access-control-allow-methods': expect.stringContaining(method) as string,
        'access-control-allow-headers': 'authorization,content-type,x-stainless-lang',
        'access-control-max-age': '7200',
        vary: expect.stringContaining('Origin') as string,
      });
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    });

    const headers = { origin: PAGE };
    it('may read a whole answer and what its headers say', async () => {
      const answer = await postChat(service.gateway, HELLO, { headers });
      expect(answer.status).toBe(200);
      expect(readable(answer.headers, PAGE)).toBe(true);
      const exposed = String(answer.headers['access-control-expose-headers']);
      for (const name of [
        'x-request-id',
        'request-id',
        'x-llm-proxy-cost',
        'x-llm-proxy-budget-remaining',
        'x-litellm-call-id',
        'openai-processing-ms',
        'x-llm-proxy-deployment',
        'x-llm-proxy-downgraded-to',
        'x-llm-proxy-dropped',
        'x-llm-proxy-replayed',
        'x-llm-proxy-upstream-request-id',
        'x-codex-turn-state',
        'etag',
        'retry-after-ms',
        'x-should-retry',
        'traceparent',
        'retry-after',
        'x-ratelimit-remaining-requests',
        'x-llm-proxy-error',
      ]) {
        expect(exposed.toLowerCase().split(/, ?/)).toContain(name);
      }
    });

    it('may read a stream', async () => {
      const body = JSON.stringify({ ...HELLO, stream: true });
      const answer = await rawHttp(
        service.gateway.port,
        `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\norigin: ${PAGE}\r\nauthorization: Bearer ${service.gateway.key}\r\n` +
          `content-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
      expect(answer.headers['content-type']).toContain('text/event-stream');
      expect(answer.headers['access-control-allow-origin']).toBe(PAGE);
      expect(answer.bytes.toString().match(/access-control-allow-origin/gi)).toHaveLength(1);
    });

    it('may read every kind of refusal', async () => {
      const wrongKey = await postChat(service.gateway, HELLO, { key: 'wrong', headers });
      const wrongBody = await postChat(service.gateway, '{', { headers });
      const wrongRoute = await call(service.gateway, 'GET', '/nowhere', { headers });
      service.upstream.next(providerError(400));
      const wrongCall = await postChat(service.gateway, HELLO, { headers });
      expect([wrongKey, wrongBody, wrongRoute, wrongCall].map(({ status }) => status)).toEqual([
        401, 400, 404, 400,
      ]);
      for (const answer of [wrongKey, wrongBody, wrongRoute, wrongCall]) {
        expect(readable(answer.headers, PAGE)).toBe(true);
      }
    });

    it.each(['https://evil.example.com', `${PAGE}.evil.com`, 'http://app.example.com', 'null'])(
      'of another page (%s) is not let read anything',
      async (origin) => {
        const asked = await call(service.gateway, 'OPTIONS', '/v1/chat/completions', preflight(origin));
        const answer = await postChat(service.gateway, HELLO, { headers: { origin } });
        for (const { headers: given } of [asked, answer]) expect(readable(given, origin)).toBe(false);
      },
    );

    it('is not needed: a service that calls gets what it always did', async () => {
      const answer = await postChat(service.gateway, HELLO);
      expect(answer.status).toBe(200);
    });
  });

  describe('at a service that names no origin', () => {
    const service = serviceUnderTest();
    it('is told nothing', async () => {
      const answer = await postChat(service.gateway, HELLO, { headers: { origin: PAGE } });
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(
        (await call(service.gateway, 'OPTIONS', '/v1/chat/completions', preflight(PAGE))).status,
      ).not.toBe(204);
    });
  });

  describe('at a service that lets all pages call', () => {
    const service = serviceUnderTest({ CORS_ORIGINS: '*' });
    it('may read answers, and never sends cookies', async () => {
      const answer = await postChat(service.gateway, HELLO, { headers: { origin: PAGE } });
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    });
  });
});
