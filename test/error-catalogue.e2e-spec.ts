import { html, json, providerError, rawAnswer, whole } from './support/upstream/answer-scripts';
import { HELLO, call, postChat, streamChat } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import type { AnswerScript } from './support/upstream/exchange';
import { UPSTREAM_KEY } from './support/service/gateway-environment';
import { serviceUnderTest } from './support/service/service-under-test';
import { stream } from './support/upstream/stream-scripts';

/** What no answer may show: our credential, hosts and addresses, others' keys, what a provider says of itself. */
const CANARIES = [UPSTREAM_KEY, 'internal-host', '10.1.2.3', 'sk-proj-CANARYCANARY', 'Traceback', 'canary'];
const CANARY_TEXT =
  `canary: Bearer ${UPSTREAM_KEY} at http://internal-host:4000/v1 (10.1.2.3:4000), api_key=sk-proj-CANARYCANARY123, ` +
  'Traceback (most recent call last): File "/app/canary.py"';

describe('every error', () => {
  const service = serviceUnderTest({ RETRIES: 0 });

  function expectError(
    answer: CallAnswer,
    status: number,
    code: string,
    type = 'invalid_request_error',
  ): void {
    expect([answer.status, answer.text]).toEqual([status, answer.text]);
    expect(answer.json).toEqual({
      error: {
        message: expect.stringMatching(/^[A-Z].*[.)]$/s) as string,
        type,
        param: answer.error['param'] === null ? null : (expect.any(String) as string),
        code: expect.any(String) as string,
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      },
    });
    expect(answer.headers).toMatchObject({
      'x-llm-proxy-error': code,
      'content-type': 'application/json; charset=utf-8',
      'x-request-id': expect.any(String) as string,
      traceparent: expect.stringContaining(String(answer.error['trace_id'])) as string,
    });
    for (const canary of CANARIES) {
      expect(answer.text).not.toContain(canary);
      expect(JSON.stringify(answer.headers)).not.toContain(canary);
    }
  }

  describe('of a route has the one shape', () => {
    it.each([
      ['GET', '/v2/models'],
      ['POST', '/v1/chat/completion'],
      ['DELETE', '/v1/nowhere?x=http://internal-host'],
      ['GET', '/v1/chat/completions/x'],
      ['POST', '/v1/chat/completions/'],
      ['OPTIONS', '/nowhere'],
    ] as const)('%s %s: 404', async (method, path) => {
      expectError(await call(service.gateway, method, path), 404, 'NOT_FOUND');
    });

    it.each([
      ['GET', '/v1/chat/completions', 'POST'],
      ['PUT', '/v1/chat/completions', 'POST'],
      ['DELETE', '/chat/completions', 'POST'],
      ['PATCH', '/openai/deployments/m/chat/completions', 'POST'],
      ['POST', '/v1/models', 'GET'],
      ['POST', '/health', 'GET'],
      ['GET', '/llm/chat', 'POST'],
    ] as const)('%s %s: 405 that tells what is allowed', async (method, path, allowed) => {
      const answer = await call(service.gateway, method, path);
      expectError(answer, 405, 'METHOD_NOT_ALLOWED');
      expect(answer.headers['allow']).toBe(allowed);
    });

    it('415, 400 and 413 have it', async () => {
      const text = { headers: { 'content-type': 'text/plain' } };
      expectError(await postChat(service.gateway, 'hello', text), 415, 'UNSUPPORTED_MEDIA_TYPE');
      expectError(await postChat(service.gateway, '{'), 400, 'INVALID_REQUEST');
      expectError(await postChat(service.gateway, {}), 400, 'INVALID_REQUEST');
      expectError(
        await postChat(service.gateway, HELLO, { key: 'x' }),
        401,
        'UNAUTHORIZED',
        'authentication_error',
      );
      const big = { ...HELLO, user: 'x'.repeat(21 * 1024 * 1024) };
      expectError(await postChat(service.gateway, big), 413, 'PAYLOAD_TOO_LARGE');
    });

    it('has codes of the catalogue alone on /llm routes', async () => {
      service.upstream.next(providerError(400, { message: 'Too long.', code: 'context_length_exceeded' }));
      const answer = await postChat(service.gateway, HELLO, { path: '/llm/chat' });
      expectError(answer, 400, 'INVALID_REQUEST');
      expect(answer.error['code']).toBe('INVALID_REQUEST');
    });
  });

  describe.each([false, true])('of an upstream (stream: %s)', (streamed) => {
    async function through(script: AnswerScript): Promise<CallAnswer> {
      service.upstream.next(script);
      return postChat(service.gateway, { ...HELLO, stream: streamed });
    }

    it.each([
      'context_length_exceeded',
      'content_filter',
      'invalid_image_url',
      'unsupported_parameter',
      'invalid_json_schema',
    ])('400 keeps the code %s, its reason and its param', async (code) => {
      const answer = await through(
        providerError(400, { message: 'Too much of it.', code, param: 'messages' }),
      );
      expectError(answer, 400, 'INVALID_REQUEST');
      expect(answer.error).toMatchObject({ code, param: 'messages', message: 'Too much of it.' });
      expect(answer.headers['x-should-retry']).toBe('false');
    });

    it.each([
      ['of its own', 'weird_code'],
      ['that is a number', '400'],
      ['that is long', 'x'.repeat(5000)],
      ['that is a key', 'sk-proj-CANARYCANARY123'],
    ])('400 does not keep a code %s', async (_what, code) => {
      const answer = await through(providerError(400, { message: 'No.', code }));
      expectError(answer, 400, 'INVALID_REQUEST');
      expect(answer.error['code']).toBe('INVALID_REQUEST');
    });

    it('400 keeps no credential, host, address or control character', async () => {
      const answer = await through(
        providerError(400, {
          message:
            `Bad "tools"\r\n\u0000 for ${UPSTREAM_KEY}, key sk-proj-CANARYCANARY123 at https://internal-host:4000/v1, ` +
            '10.1.2.3:4000, [fd00::1]:4000, internal-host:4000, api.internal-host.svc and redis://internal-host in all.',
          param: 'tools\r\nx-evil: 1',
        }),
      );
      expectError(answer, 400, 'INVALID_REQUEST');
      expect(answer.error['message']).toMatch(/^Bad "tools"/);
      expect(answer.error['message']).not.toMatch(/\p{Cc}/u);
      expect(answer.error['param']).not.toMatch(/\p{Cc}/u);
    });

    it('400 with a long reason is shortened', async () => {
      const answer = await through(providerError(400, { message: `Bad. ${'x'.repeat(100_000)}.` }));
      expect(answer.status).toBe(400);
      expect(answer.text.length).toBeLessThan(2000);
    });

    it.each([
      [401, 502, 'PROVIDER_ERROR', 'api_error'],
      [403, 502, 'PROVIDER_ERROR', 'api_error'],
      [404, 502, 'PROVIDER_ERROR', 'api_error'],
      [408, 502, 'PROVIDER_ERROR', 'api_error'],
      [429, 429, 'RATE_LIMIT', 'rate_limit_error'],
      [500, 502, 'PROVIDER_ERROR', 'api_error'],
      [502, 502, 'PROVIDER_ERROR', 'api_error'],
      [503, 502, 'PROVIDER_ERROR', 'api_error'],
      [529, 502, 'PROVIDER_ERROR', 'api_error'],
      [418, 502, 'PROVIDER_ERROR', 'api_error'],
      [599, 502, 'PROVIDER_ERROR', 'api_error'],
      [204, 502, 'PROVIDER_ERROR', 'api_error'],
      [206, 502, 'PROVIDER_ERROR', 'api_error'],
    ])('%i is our %i, without its text', async (status, ours, code, type) => {
      const error = { message: CANARY_TEXT, type: 'canary_error', param: 'canary', code: 'canary' };
      const headers = { 'www-authenticate': 'canary', 'x-canary': 'canary', server: 'internal-host' };
      expectError(await through(providerError(status, error, headers)), ours, code, type);
    });

    it('401 says that the credential was refused, and that no retry can help', async () => {
      const answer = await through(providerError(401, { message: CANARY_TEXT }));
      expect(answer.error['message']).toContain("the gateway's credential");
      expect(answer.headers['x-should-retry']).toBe('false');
    });

    it('about a model that it does not have is our 404', async () => {
      for (const script of [
        providerError(404, { message: 'The model `x` does not exist', code: 'model_not_found' }),
        providerError(400, {
          message: '/chat/completions: Invalid model name passed in model=x',
          code: '400',
        }),
      ]) {
        const answer = await through(script);
        expectError(answer, 404, 'MODEL_NOT_FOUND', 'not_found_error');
        expect(answer.error).toMatchObject({ code: 'model_not_found', param: 'model' });
      }
    });

    it.each<readonly [string, AnswerScript]>([
      ['a web page', html(502)],
      ['a web page with 401', html(401)],
      ['a text', whole(CANARY_TEXT, { status: 500, contentType: 'text/plain' })],
      ['nothing', whole('', { status: 503 })],
      ['a list', json([{ error: { message: CANARY_TEXT } }], { status: 500 })],
      ['a bare text in JSON', json(CANARY_TEXT, { status: 500 })],
      ['another shape', json({ detail: CANARY_TEXT, errors: [CANARY_TEXT] }, { status: 500 })],
      [
        'an error with the wrong types',
        json({ error: { message: {}, type: 5, code: [], param: {} } }, { status: 500 }),
      ],
      ['an error in a 200', json({ error: { message: CANARY_TEXT, type: 'canary', code: 500 } })],
      ['no HTTP', rawAnswer(`${CANARY_TEXT}\r\n\r\n`)],
    ])('as %s is a 502', async (_what, script) => {
      expectError(await through(script), 502, 'PROVIDER_ERROR', 'api_error');
    });

    it('in a body of many MiB does not fill the memory, and is a 502', async () => {
      const body = 'x'.repeat(8 * 1024 * 1024);
      expectError(
        await through(whole(body, { status: 500, contentType: 'text/plain' })),
        502,
        'PROVIDER_ERROR',
        'api_error',
      );
    });

    it('of a quota that is used up is 429 that no retry can help', async () => {
      const answer = await through(
        providerError(429, { code: 'insufficient_quota' }, { 'retry-after': '5' }),
      );
      expectError(answer, 429, 'RATE_LIMIT', 'rate_limit_error');
      expect(answer.error['code']).toBe('insufficient_quota');
      expect(answer.headers).toMatchObject({ 'x-should-retry': 'false' });
      expect(answer.headers).not.toHaveProperty('retry-after');
    });
  });

  it('as an event in a stream shows nothing of the upstream', async () => {
    const frame = { choices: [{ index: 0, delta: { content: 'one' } }] };
    const error = { error: { message: CANARY_TEXT, type: 'canary', param: 'canary', code: 'canary' } };
    service.upstream.next(stream([frame, error]));
    const client = streamChat(service.gateway);
    await client.ended;
    expect(client.events[1]).toHaveProperty('error.code', 'PROVIDER_ERROR');
    for (const canary of CANARIES) expect(client.text).not.toContain(canary);
  });
});
