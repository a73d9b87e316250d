import { call } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { rawHttp } from './support/callers/raw-http';

describe('a path that no route has', () => {
  let gateway: InProcessGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      settings: { ADMIN_KEY: 'admin-key-of-the-tests', ADDRESS_RPS: 0, MAX_BODY_MIB: 0.5 },
    });
  });
  afterAll(() => gateway.close());

  const messageOf = async (method: Parameters<typeof call>[1], path: string): Promise<string> => {
    const answer = await call(gateway, method, path, { key: null });
    expect(answer.status).toBe(404);
    expect(answer.headers['x-llm-proxy-error']).toBe('NOT_FOUND');
    return String(answer.error['message']);
  };

  it.each([
    ['POST', '/v1/chat/completion', 'POST /v1/chat/completions'],
    ['POST', '/v1/chat/completions/', 'POST /v1/chat/completions'],
    ['POST', '/v1//chat/completions', 'POST /v1/chat/completions'],
    ['POST', '/v1/v1/chat/completions', 'POST /v1/chat/completions'],
    ['POST', '/api/v1/chat/completions', 'POST /v1/chat/completions'],
    ['POST', '/V1/Chat/Completions', 'POST /v1/chat/completions'],
    ['POST', '/v1/chat', 'POST /v1/chat/completions'],
    ['GET', '/v1/chat/completions/chatcmpl-1', 'POST /v1/chat/completions'],
    ['POST', '/v1/embedding', 'POST /v1/embeddings'],
    [
      'POST',
      '/openai/deployment/gpt-4o/chat/completions',
      'POST /openai/deployments/{model}/chat/completions',
    ],
    ['GET', '/v1/model', 'GET /v1/models'],
    ['GET', '/api/models', 'GET /models'],
    ['POST', '/llm/chats', 'POST /llm/chat'],
    ['POST', '/v1beta/model/gemini-2.5-pro:generateContent', 'POST /v1beta/models/{model}:generateContent'],
    ['GET', '/healthz', 'GET /health'],
    ['GET', '/health/readyz', 'GET /health/ready'],
    ['GET', '/openapi.yaml', 'GET /openapi.json'],
    ['GET', '/api/docs', 'GET /docs'],
    ['GET', '/admin/keys', 'GET /admin/virtual-keys'],
    ['POST', '/admin/connection', 'POST /admin/connections'],
  ] as const)('%s %s: the message names it and %s', async (method, path, nearest) => {
    expect(await messageOf(method, path)).toBe(
      `There is no route ${method} ${path}. The nearest one is ${nearest}. The routes are listed at /docs.`,
    );
  });

  it.each([
    '/wp-login.php',
    '/v1/fine_tuning/jobs',
    '/favicon.ico',
    '/admin/users',
    '/v2/things',
    `/${'a/'.repeat(60)}`,
  ])('resembles no route, and none is suggested: %s', async (path) => {
    expect(await messageOf('GET', path)).toMatch(
      /^There is no route GET \/[^ ]+\. The routes are listed at \/docs\.$/,
    );
  });

  it('is shown cut, without its query, and with nothing that could be markup', async () => {
    expect(await messageOf('GET', `/v3/${'x'.repeat(2_000)}`)).toBe(
      `There is no route GET /v3/${'x'.repeat(124)}…. The routes are listed at /docs.`,
    );
    expect(await messageOf('GET', '/nowhere?key=sk-secret')).not.toContain('sk-secret');
    const answer = await rawHttp(
      gateway.port,
      'GET /<script>"x"</script> HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    );
    expect(answer.body).toContain('There is no route GET /%3Cscript%3E%22x%22%3C/script%3E.');
  });

  it('costs no more the longer it is', async () => {
    const longest = `/v1/${'chat-completions/'.repeat(700)}`;
    expect(await messageOf('POST', longest)).not.toContain('nearest');
  });

  it('has other methods: both are named', async () => {
    const answer = await call(gateway, 'DELETE', '/v1/chat/completions?x=1', { key: null });
    expect([answer.status, answer.headers.allow, answer.error['message']]).toEqual([
      405,
      'POST',
      'There is no route DELETE /v1/chat/completions: this path has POST only.',
    ]);
    expect((await call(gateway, 'PUT', '/admin/models/OpenAI', { key: null })).error['message']).toBe(
      'There is no route PUT /admin/models/OpenAI: this path has DELETE, GET, PATCH only.',
    );
  });

  it.each([
    ['no JSON', 'application/json', '{"messages": ['],
    ['another type', 'text/plain', 'Hello'],
    ['a form', 'multipart/form-data; boundary=x', '--x--'],
    ['more than a body may have', 'application/json', `"${'x'.repeat(1024 * 1024)}"`],
  ])('is what is wrong, whatever is in the body: %s', async (_what, type, body) => {
    const headers = { 'content-type': type };
    for (const [path, method, status] of [
      ['/v1/mesages', 'POST', 404],
      ['/v1/models', 'PUT', 405],
    ] as const) {
      const answer = await call(gateway, method, path, { body, headers });
      expect([answer.status, answer.error['message']]).toEqual([
        status,
        expect.stringMatching(`${method} ${path}`),
      ]);
    }
  });

  it('is told nothing of a page that is switched off', async () => {
    const closed = await startGateway({ settings: { DOCS_ENABLED: false } });
    try {
      const answer = await call(closed, 'GET', '/v1/nothing', { key: null });
      expect(answer.error['message']).toBe('There is no route GET /v1/nothing.');
    } finally {
      await closed.close();
    }
  });
});
