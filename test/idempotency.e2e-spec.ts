import { randomUUID } from 'node:crypto';
import { providerError } from './support/upstream/answer-scripts';
import { HELLO } from './support/callers/chat-request';
import { wholeStream, wordDeltas } from './support/upstream/broken-streams';
import { chunk } from './support/upstream/completion-bodies';
import { MemoryAnswers } from '../src/layers/idempotency/memory-answers';
import { keyedCaller, postTo, saidIn } from './support/callers/keyed-calls';
import type { Answered, KeyedCaller } from './support/callers/keyed-calls';
import { scraped, total } from './support/observation/metric-samples';
import { openAiClient, readText } from './support/callers/openai-client';
import { serviceUnderTest } from './support/service/service-under-test';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream as streamOf } from './support/upstream/stream-scripts';
import { addConnection, addTenant, assign } from './support/service/registry-setup';
import { ownMsUntil, until } from './support/observation/until';

const WORDS = Array.from({ length: 20 }, (_, at) => ` word${at + 1}`);
const STREAMED = { ...HELLO, stream: true };
/** So long that a caller comes back within it on a busy machine too. */
const GRACE_MS = 3_000;

describe('calls with one Idempotency-Key', () => {
  const service = serviceUnderTest({ RESUME_GRACE: GRACE_MS / 1000, IDLE_TIMEOUT: 60 });

  const post = (body: object, headers: Readonly<Record<string, string>>, path?: string): Promise<Answered> =>
    postTo(service.gateway, body, headers, path);
  const callerOf = (key: Readonly<Record<string, string>>): KeyedCaller =>
    keyedCaller(service.gateway, STREAMED, key);

  const newKey = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

  it.each([
    ['whole', [HELLO]],
    ['streamed', [STREAMED]],
    ['whole and streamed', [HELLO, STREAMED]],
    ['streamed and whole', [STREAMED, HELLO]],
  ])('are one upstream call, however many come at once: %s', async (_how, bodies) => {
    const key = newKey();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => post(bodies[at % bodies.length]!, key)),
    );
    expect(service.upstream.chats).toHaveLength(1);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const texts = new Set(answers.map(({ text }) => saidIn(text)));
    expect(texts).toEqual(new Set(['Hello from the fake upstream.']));
    if (bodies.length === 1) expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it.each([HELLO, STREAMED])('get the stored answer later, and are told so: %j', async (body) => {
    const key = newKey();
    const first = await post(body, key);
    const second = await post(body, key);
    expect(second.text).toBe(first.text);
    expect(first.headers.get('x-llm-proxy-replayed')).toBeNull();
    expect(second.headers.get('x-llm-proxy-replayed')).toBe('true');
    expect(second.headers.get('x-llm-proxy-deployment')).toBe(first.headers.get('x-llm-proxy-deployment'));
    expect(service.upstream.chats).toHaveLength(1);
    expect(await service.callLine(second.headers.get('x-request-id')!)).toMatchObject({
      replayed: 'stored',
      attempts: 0,
    });
    expect(
      total(await scraped(service.gateway), 'llm_proxy_replays_total', { how: 'stored' }),
    ).toBeGreaterThan(0);
  });

  it('end once, with the reason, in the form of a stream where the first was whole', async () => {
    const key = newKey();
    await post(HELLO, key);
    const { text } = await post(STREAMED, key);
    expect(text.split('"finish_reason":"stop"')).toHaveLength(2);
    expect(text).toMatch(/data: \[DONE\]\n\n$/);
    expect(service.upstream.chats).toHaveLength(1);
  });

  it('charge the limits of their caller once', async () => {
    const tenant = await addTenant(service.gateway, 'limited');
    const account = { provider: 'openai', endpoint: service.upstream.url, credential: 'sk-1' };
    await addConnection(service.gateway, { name: 'Main', ...account }, 'm');
    await assign(service.gateway, tenant, 'Main/m', { alias: 'few', tps: 0.001, burst: 3 });
    const body = { ...HELLO, model: 'few' };
    const key = newKey();
    const statuses = [];
    for (let n = 0; n < 6; n++) statuses.push((await postTo(tenant, body, key)).status);
    for (let n = 0; n < 3; n++) statuses.push((await postTo(tenant, body, newKey())).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 429]);
  });

  it('are refused with another body', async () => {
    const key = newKey();
    await post(HELLO, key);
    const other = await post({ ...HELLO, temperature: 1 }, key);
    expect(other.status).toBe(422);
    expect(other.headers.get('x-llm-proxy-error')).toBe('IDEMPOTENCY_MISMATCH');
  });

  it('are a new try after a failure, and the same 400 after a 400', async () => {
    const key = newKey();
    service.upstream.next(providerError(401), providerError(400, { message: 'no' }));
    expect((await post(HELLO, key)).status).toBe(502);
    expect((await post(HELLO, key)).status).toBe(400);
    expect((await post(HELLO, key)).status).toBe(400);
    expect(service.upstream.chats).toHaveLength(2);
  });

  it('of another door are other calls', async () => {
    const key = newKey();
    await post(HELLO, key);
    await post(HELLO, key, '/llm/chat');
    expect(service.upstream.chats).toHaveLength(2);
  });

  it.each(['messages', 'responses', 'gemini', 'llm', 'embeddings'])(
    'are one at the door of %s',
    async (door) => {
      const [path, body] = DOORS[door]!;
      const key = newKey();
      const before = service.upstream.requests.length;
      const answers = await Promise.all([post(body, key, path), post(body, key, path)]);
      const later = await post(body, key, path);
      // The uniform door tells each caller its own trace.
      const bare = ({ status, text }: Answered): unknown => [status, text.replace(/"trace_id":"\w+"/, '')];
      expect(answers.map(bare)).toEqual([bare(later), bare(later)]);
      expect(later.status).toBe(200);
      expect(service.upstream.requests.slice(before)).toHaveLength(1);
    },
  );

  it('are one call of the uniform door, whole and streamed, at once and later', async () => {
    const key = newKey();
    const body = { messages: HELLO.messages };
    const routes = ['/llm/chat', '/llm/stream', '/llm/stream', '/llm/chat'];
    const answers = await Promise.all(routes.map((path) => post(body, key, path)));
    answers.push(await post(body, key, '/llm/stream'), await post(body, key, '/llm/chat'));
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).toContain('"content":"Hello from the fake upstream."');
    }
    expect(service.upstream.chats).toHaveLength(1);
  });

  it.each([
    ['an empty key', { 'idempotency-key': '' }, 400, 'Idempotency-Key'],
    ['a key that is too long', { 'idempotency-key': 'k'.repeat(256) }, 400, 'Idempotency-Key'],
    ['a key that is no text', { 'idempotency-key': 'k\u00e9' }, 400, 'Idempotency-Key'],
    ['Last-Event-ID without a key', { 'last-event-id': '1' }, 400, 'Idempotency-Key'],
    [
      'Last-Event-ID that is no number',
      { 'idempotency-key': 'a', 'last-event-id': 'x' },
      400,
      'Last-Event-ID',
    ],
    [
      'Last-Event-ID of an answer that is gone',
      { 'idempotency-key': 'b', 'last-event-id': '1' },
      410,
      'not kept',
    ],
  ])('are refused: %s', async (_what, headers, status, words) => {
    const answer = await post(STREAMED, headers);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(words)]);
    expect(service.upstream.chats).toHaveLength(0);
  });

  it('are numbered when streamed, which the SDK does not mind; without a key nothing is', async () => {
    service.upstream.reply(wholeStream('c', wordDeltas(WORDS)));
    const sdk = openAiClient(service.gateway);
    const stream = await sdk.chat.completions.create(
      { model: 'm', messages: [{ role: 'user', content: 'Hello' }], stream: true },
      { headers: newKey() },
    );
    expect(await readText(stream)).toBe(WORDS.join(''));
    expect((await post(STREAMED, newKey())).text).toMatch(/^id: 1\ndata: \{.*\}\n\nid: 2\n/);
    expect((await post(STREAMED, {})).text).not.toContain('id: 1\n');
  });

  it('continue a stream where it broke off, live, and again when it has ended', async () => {
    const handle = new StreamHandle();
    service.upstream.next(handle.script);
    const key = newKey();
    const caller = callerOf(key);
    await handle.opened;
    for (const content of WORDS.slice(0, 5)) await handle.send(chunk({ content }));
    await until(() => caller.seen().includes('word5'), { what: 'the fifth word' });
    caller.leave();
    await handle.send(chunk({ content: WORDS[5] }));
    const back = post(STREAMED, { ...key, 'last-event-id': '5' });
    await until(() => service.upstream.activeRequests === 1, { what: 'the upstream to go on' });
    for (const content of WORDS.slice(6)) await handle.send(chunk({ content }));
    await handle.send(chunk({}, { finishReason: 'stop' }));
    await handle.done();
    const rest = await back;
    expect(rest.text).toMatch(/^id: 6\n/);
    expect(saidIn(rest.text)).toBe(WORDS.slice(5).join(''));
    const again = await post(STREAMED, { ...key, 'last-event-id': '21' });
    expect(again.text).toBe('id: 22\ndata: [DONE]\n\n');
    const beyond = await post(STREAMED, { ...key, 'last-event-id': '23' });
    expect([beyond.status, beyond.text]).toEqual([409, expect.stringContaining('beyond')]);
    expect(service.upstream.chats).toHaveLength(1);
  });

  it('end within the grace when nobody comes back; without a key at once', async () => {
    for (const [key, least, most] of [
      [newKey(), 0.9 * GRACE_MS, 3 * GRACE_MS],
      [{}, 0, 1_000],
    ] as const) {
      service.upstream.next(streamOf([chunk({ content: 'one' })], { ending: 'stall' }));
      const caller = callerOf(key);
      await until(() => caller.seen().includes('one'), { what: 'the first word' });
      const started = performance.now();
      caller.leave();
      expect(await ownMsUntil(service.upstream.untilIdle(), { what: 'the end' })).toBeLessThan(most);
      expect(performance.now() - started).toBeGreaterThan(least);
    }
  });

  it('do not grow the memory over its limit', () => {
    const maxBytes = 1024 * 1024;
    const answers = new MemoryAnswers({ ttlMs: 60_000, maxBytes, graceMs: 0 });
    for (let at = 0; at < 100_000; at++) {
      const answer = answers.begin(`key-${at}`, 'h', true);
      answer.push(Buffer.alloc(300), 1);
      answer.ended();
    }
    expect(answers.bytes).toBeLessThanOrEqual(maxBytes);
    expect(answers.find('key-0')).toBeUndefined();
    expect(answers.find('key-99999')).toBeDefined();
  });
});

const DOORS: Readonly<Record<string, readonly [string, object]>> = {
  messages: ['/v1/messages', { ...HELLO, model: 'm', max_tokens: 100, stream: true }],
  responses: ['/v1/responses', { model: 'm', input: 'Hello' }],
  gemini: [
    '/v1beta/models/m:streamGenerateContent?alt=sse',
    { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] },
  ],
  llm: ['/llm/stream', { model: 'm', prompt: 'Hello' }],
  embeddings: ['/v1/embeddings', { model: 'm', input: 'Hello' }],
};
