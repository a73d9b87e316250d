/** What Messages' door refuses, and how it says so: in Anthropic's shape, no matter who refuses. */
import { call, get } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';

const USER = { role: 'user', content: 'Hi' };
const HELLO = { model: 'gpt-4o-mini', max_tokens: 5, messages: [USER] };
const ROUTES = ['/v1/messages', '/v1/messages?beta=true', '/anthropic/v1/messages'];
const RESULT = { type: 'tool_result', tool_use_id: 'toolu_1', content: '1' };

describe('Messages’ door', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;

  beforeAll(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    gateway = await startGateway({ upstream, settings: { KEY_RPS: 0, ADDRESS_RPS: 0, MAX_BODY_MIB: 1 } });
  });
  afterEach(() => {
    upstream.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
    await leaks.released();
  });

  const refusedAs = (type: string, message: RegExp) => ({
    type: 'error',
    error: { type, message: expect.stringMatching(message) as string },
    request_id: expect.stringMatching(/./) as string,
  });

  it.each([
    ['no max_tokens', { ...HELLO, max_tokens: undefined }, /^max_tokens: Field required/],
    ['a max_tokens that is no number', { ...HELLO, max_tokens: 'many' }, /^max_tokens: /],
    ['no messages', { ...HELLO, messages: undefined }, /^messages: /],
    ['an empty list of messages', { ...HELLO, messages: [] }, /^messages: /],
    ['an unknown role', { ...HELLO, messages: [{ ...USER, role: 'tool' }] }, /^messages\.0\.role: /],
    ['content that is neither', { ...HELLO, messages: [{ ...USER, content: 5 }] }, /^messages\.0\.content: /],
    [
      'a block without a type',
      { ...HELLO, messages: [{ ...USER, content: [{}] }] },
      /^messages\.0\.content\.0\.type: /,
    ],
    [
      'a tool result without its call',
      { ...HELLO, messages: [USER, { role: 'user', content: [{ type: 'text', text: 'x' }, RESULT] }] },
      /^messages\.1\.content\.1\.tool_use_id: /,
    ],
    [
      'a tool without a name',
      { ...HELLO, tools: [{ input_schema: { type: 'object' } }] },
      /^tools\.0\.name /,
    ],
    ['a stream that is no choice', { ...HELLO, stream: 'yes' }, /^stream: /],
  ])('refuses %s, and asks nobody', async (_name, body, message) => {
    for (const route of ROUTES) {
      const answer = await call(gateway, 'POST', route, { body });
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual(refusedAs('invalid_request_error', message));
    }
    expect(upstream.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('says everything that is refused before a call in its shape', async () => {
    const answers = [
      [401, 'authentication_error', await call(gateway, 'POST', '/v1/messages', { key: null, body: HELLO })],
      [404, 'not_found_error', await get(gateway, '/v1/messages/batches')],
      [404, 'not_found_error', await get(gateway, '/anthropic/v1/skills')],
      [405, 'invalid_request_error', await get(gateway, '/v1/messages')],
      [
        413,
        'request_too_large',
        await call(gateway, 'POST', '/v1/messages', { body: { ...HELLO, system: 'x'.repeat(2_000_000) } }),
      ],
      [400, 'invalid_request_error', await call(gateway, 'POST', '/v1/messages', { body: '{"model":' })],
      [
        415,
        'invalid_request_error',
        await call(gateway, 'POST', '/v1/messages', {
          body: 'hi',
          headers: { 'content-type': 'text/plain' },
        }),
      ],
      [400, 'invalid_request_error', await get(gateway, '/anthropic/v1/%zz')],
    ] as const;
    for (const [status, type, { status: answered, json, headers }] of answers) {
      expect([answered, json]).toEqual([status, refusedAs(type, /./)]);
      expect(headers['x-should-retry']).toBe('false');
      expect(headers['x-llm-proxy-error']).toMatch(/^[A-Z_]+$/);
    }
  });

  it('takes a key in each header that an SDK may use, and both of Claude Code’s at once', async () => {
    const { key } = gateway;
    for (const headers of [
      { 'x-api-key': key },
      { authorization: `Bearer ${key}` },
      { 'x-api-key': key, authorization: `Bearer ${key}` },
      { 'x-goog-api-key': key },
      { 'api-key': key },
      { 'x-internal-auth': key, 'x-api-key': 'sk-ant-none' },
      { authorization: `Bearer ${key}`, 'x-api-key': 'sk-ant-none' },
    ]) {
      const { status } = await call(gateway, 'POST', '/v1/messages', { key: null, headers, body: HELLO });
      expect([headers, status]).toEqual([headers, 200]);
    }
    const headers = { 'x-api-key': key, authorization: 'Bearer sk-none' };
    expect((await call(gateway, 'POST', '/v1/messages', { key: null, headers, body: HELLO })).status).toBe(
      401,
    );
  });
});
