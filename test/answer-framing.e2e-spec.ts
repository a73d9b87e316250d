import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { json } from './support/upstream/answer-scripts';
import { HELLO } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { TEST_KEY } from './support/service/gateway-environment';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { LeakCheck } from './support/observation/leak-check';
import { nextAnswer } from './support/upstream/raw-answers';
import { frameBytes, streamBytes } from './support/upstream/stream-scripts';
import { chunk } from './support/upstream/completion-bodies';

const ADMIN_KEY = 'an-admin-key-of-tests';
const GEMINI = {
  candidates: [{ content: { role: 'model', parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
};

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: string;
  readonly key?: string;
  readonly version?: string;
}

/** A request as it goes over the wire. */
function wire({ method = 'GET', path, body, headers = '', key = TEST_KEY, version = '1.1' }: Asked): string {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const framing = text === '' ? '' : `content-type: application/json\r\ncontent-length: ${text.length}\r\n`;
  return `${method} ${path} HTTP/${version}\r\nhost: gateway\r\nauthorization: Bearer ${key}\r\n${headers}${framing}\r\n${text}`;
}

const post = (path: string, body: unknown, more: Partial<Asked> = {}): Asked => ({
  method: 'POST',
  path,
  body,
  ...more,
});
const STREAMED = { ...HELLO, stream: true };
const UNIFORM = { messages: [{ role: 'user', content: 'Hello' }] };
const CONTENTS = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] };
const BROKEN = '{"messages":';
const WRONG = { key: 'sk-wrong' };

/** What is asked, and the status that answers it. */
const SOUND: readonly (readonly [string, Asked, number])[] = [
  ['chat', post('/v1/chat/completions', HELLO), 200],
  ['chat, streamed', post('/v1/chat/completions', STREAMED), 200],
  ['chat, without /v1', post('/chat/completions', HELLO), 200],
  ['chat, without /v1, streamed', post('/chat/completions', STREAMED), 200],
  ['chat, as Azure has it', post('/openai/deployments/gpt-4o-mini/chat/completions', HELLO), 200],
  [
    'chat, as Azure has it, streamed',
    post('/openai/deployments/gpt-4o-mini/chat/completions', STREAMED),
    200,
  ],
  ['embeddings', post('/v1/embeddings', { model: 'm', input: 'x' }), 200],
  ['uniform chat', post('/llm/chat', UNIFORM), 200],
  ['uniform stream', post('/llm/stream', UNIFORM), 200],
  ['uniform lines', post('/llm/stream', UNIFORM, { headers: 'accept: application/x-ndjson\r\n' }), 200],
  ['models', { path: '/v1/models' }, 200],
  ['a model that is not there', { path: '/v1/models/none' }, 404],
  ['admin', { path: '/admin/connections', key: ADMIN_KEY }, 200],
  ['admin, refused', { path: '/admin/connections' }, 403],
  ['health', { path: '/health' }, 200],
  ['readiness', { path: '/health/ready' }, 200],
  ['metrics', { path: '/metrics' }, 200],
  ['docs', { path: '/docs' }, 200],
  ['a file of the docs', { path: '/docs/swagger-ui.css' }, 200],
  ['openapi.json', { path: '/openapi.json' }, 200],
  ['nowhere', { path: '/nowhere' }, 404],
  ['nowhere, with a body', post('/nowhere', HELLO), 404],
  ['a wrong method', { method: 'DELETE', path: '/v1/chat/completions' }, 405],
  ['HEAD of health', { method: 'HEAD', path: '/health' }, 200],
  ['HEAD of a file', { method: 'HEAD', path: '/docs/swagger-ui.css' }, 200],
  ['HEAD of nowhere', { method: 'HEAD', path: '/nowhere' }, 404],
  ['OPTIONS', { method: 'OPTIONS', path: '/v1/chat/completions' }, 405],
  ['chat without a key', post('/v1/chat/completions', HELLO, WRONG), 401],
  ['a stream without a key', post('/v1/chat/completions', STREAMED, WRONG), 401],
  ['embeddings without a key', post('/v1/embeddings', { input: 'x' }, WRONG), 401],
  ['a uniform stream without a key', post('/llm/stream', UNIFORM, WRONG), 401],
  ['a stream without messages', post('/v1/chat/completions', { stream: true }), 400],
  ['a uniform stream without messages', post('/llm/stream', {}), 400],
  [
    'chat, chunked',
    {
      method: 'POST',
      path: '/v1/chat/completions',
      headers: 'transfer-encoding: chunked\r\ncontent-type: application/json\r\n',
    },
    200,
  ],
];
const CHUNKED_BODY = `${JSON.stringify(STREAMED).length.toString(16)}\r\n${JSON.stringify(STREAMED)}\r\n0\r\n\r\n`;

const GEMINI_DOOR: readonly (readonly [string, Asked, number])[] = [
  ['whole', post('/v1beta/models/gem:generateContent', CONTENTS), 200],
  ['streamed', post('/v1beta/models/gem:streamGenerateContent?alt=sse', CONTENTS), 200],
  ['streamed, at v1', post('/v1/models/gem:streamGenerateContent?alt=sse', CONTENTS), 200],
  ['refused', post('/v1beta/models/gem:streamGenerateContent?alt=sse', {}), 400],
  ['of a stranger', post('/v1beta/models/gem:streamGenerateContent?alt=sse', CONTENTS, WRONG), 401],
];

describe('the framing of an answer', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  let limited: InProcessGateway;
  let google: InProcessGateway;
  let geminiKey = '';

  beforeAll(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    const settings = { KEY_RPS: 0, ADDRESS_RPS: 0, RETRIES: 0, MAX_BODY_MIB: 0.0625, ADMIN_KEY };
    gateway = await startGateway({ upstream, settings });
    limited = await startGateway({ upstream, settings: { KEY_RPS: 0.001, KEY_BURST: 1 } });
    google = await startGateway({ settings: { ...settings, LLM_MODE: 'direct' } });
    geminiKey = await openGemini();
  });
  afterEach(() => {
    upstream.reset();
  });
  afterAll(async () => {
    await Promise.all([gateway.close(), limited.close(), google.close()]);
    await upstream.close();
    await leaks.released();
  });

  /** A key that may call `gem`, a model at Google. */
  async function openGemini(): Promise<string> {
    const admin = async (path: string, body: object): Promise<Record<string, unknown>> => {
      const answer = await fetch(`${google.url}/admin/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${path}: ${text}`);
      return JSON.parse(text) as Record<string, unknown>;
    };
    await admin('connections', {
      name: 'G',
      provider: 'google',
      endpoint: upstream.url,
      credential: 'AIzaSyTest',
    });
    await admin('models', { connection: 'G', name: 'gemini-2.5-flash' });
    const { key } = await admin('virtual-keys', { name: 'k' });
    await admin('assignments', { virtual_key: 'k', model: 'G/gemini-2.5-flash', alias: 'gem' });
    return String(key);
  }

  /** Asks twice on one connection, and once more for what nothing but sound framing before it lets through. */
  async function askTwice(port: number, request: string, method: string): Promise<number[]> {
    const socket = connect(port, '127.0.0.1');
    try {
      const statuses: number[] = [];
      const asked = [request, request, 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n'];
      for (const [at, bytes] of asked.entries()) {
        socket.write(bytes);
        statuses.push((await nextAnswer(socket, at < 2 ? method : 'GET')).status);
      }
      return statuses;
    } finally {
      socket.destroy();
    }
  }

  it.each(SOUND)('lets the next one be read: %s', async (_what, asked, status) => {
    const request = wire(asked) + (asked.headers?.startsWith('transfer-encoding') ? CHUNKED_BODY : '');
    expect(await askTwice(gateway.port, request, asked.method ?? 'GET')).toEqual([status, status, 200]);
  });

  it.each(GEMINI_DOOR)('lets the next one be read: gemini, %s', async (_what, asked, status) => {
    const path = '/v1beta/models/gemini-2.5-flash';
    upstream.route(`POST ${path}:generateContent`, json(GEMINI));
    upstream.route(
      `POST ${path}:streamGenerateContent`,
      streamBytes(`data: ${JSON.stringify(GEMINI)}\r\n\r\n`.repeat(2)),
    );
    const request = wire({ key: geminiKey, ...asked });
    expect(await askTwice(google.port, request, 'POST')).toEqual([status, status, 200]);
  });

  it.each([
    ['no JSON', BROKEN, 400],
    ['too large', `{"x":"${'x'.repeat(70_000)}"}`, 413],
    ['too large by far', `{"x":"${'x'.repeat(3_000_000)}"}`, 413],
  ])(
    'is whole before the connection ends after a body that was not taken: %s',
    async (_what, body, status) => {
      const socket = connect(gateway.port, '127.0.0.1');
      socket.write(wire(post('/v1/chat/completions', body)));
      const answer = await nextAnswer(socket, 'POST');
      expect(answer).toMatchObject({ status, headers: { connection: 'close' } });
      expect(JSON.parse(answer.body)).toHaveProperty('error.trace_id');
      await expect(nextAnswer(socket, 'POST')).rejects.toThrow('the connection ended after ""');
      socket.destroy();
    },
  );

  it.each([
    ['whole', HELLO],
    ['streamed', STREAMED],
  ])('lets the next one be read: 429, asked for %s', async (_what, body) => {
    const request = wire(post('/v1/chat/completions', body));
    const statuses = await askTwice(limited.port, request, 'POST');
    expect(statuses.slice(1)).toEqual([429, 200]);
  });

  it.each(['connection: close', 'none, in HTTP/1.0'])(
    'ends with the connection where the caller wants that (%s)',
    async (how) => {
      const old = how !== 'connection: close';
      for (const body of [HELLO, STREAMED, BROKEN]) {
        upstream.next(streamBytes(String(frameBytes(chunk({ content: 'Hi' }))) + 'data: [DONE]\n\n'));
        const more = old ? { version: '1.0' } : { headers: 'connection: close\r\n' };
        const socket = connect(gateway.port, '127.0.0.1');
        socket.write(wire(post('/v1/chat/completions', body, more)));
        const text = await allOf(socket);
        expect(text).toMatch(/^HTTP\/1\.1 \d{3} /);
        expect(text.toLowerCase()).toContain('connection: close');
        expect(text.match(/\r\n0\r\n\r\n/g)?.length ?? 0).toBe(body === STREAMED && !old ? 1 : 0);
      }
    },
  );

  async function allOf(socket: Socket): Promise<string> {
    let text = '';
    for await (const piece of socket as AsyncIterable<Buffer>) text += piece.toString('latin1');
    return text;
  }
});
