import type { IncomingHttpHeaders } from 'undici/types/header';
import { call, get, HELLO, postChat, streamChat } from './support/callers/chat-request';
import type { CallAnswer, CallOptions } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { Gateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { until } from './support/observation/until';

/** So slow that nothing flows into a bucket while a test runs. */
const TRICKLE = 0.001;
/** OpenAI's form of a time span. */
const DURATION = /^(?:\d+h)?(?:\d+m)?(?:[\d.]+s|\d+ms)$/;
const PROMPT = { model: HELLO.model, prompt: 'Hello' };

describe('rate limits', () => {
  let upstream: FakeUpstream;
  let gateway: Gateway | undefined;
  let leaks: LeakCheck;

  beforeEach(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    await upstream.close();
    await leaks.released();
  });

  async function limited(settings: Record<string, string | number>): Promise<Gateway> {
    gateway = await startGateway({ upstream, settings });
    return gateway;
  }

  it('admits the burst of a key, then refuses without calling the upstream', async () => {
    const service = await limited({ KEY_RPS: TRICKLE, KEY_BURST: 3 });
    const startedAt = performance.now();
    expect(await statuses(3, () => postChat(service))).toEqual([200, 200, 200]);
    const refused = await postChat(service);
    expect(refused.status).toBe(429);
    expect(refused.error).toMatchObject({
      type: 'rate_limit_error',
      code: 'rate_limit_exceeded',
      param: null,
    });
    expect(refused.error['message']).toContain('this key');
    expect(refused.error['trace_id']).toEqual(expect.any(String));
    expect(refused.headers).toMatchObject({
      'x-llm-proxy-error': 'RATE_LIMIT',
      'x-ratelimit-limit-requests': '3',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': expect.stringMatching(DURATION) as string,
    });
    expect(refused.headers['x-should-retry']).toBeUndefined();
    expectNearlyWholeWait(refused.headers, startedAt);
    expect(upstream.chats).toHaveLength(3);
  });

  it('names a wait of at least a whole second, and the exact one in milliseconds', async () => {
    const service = await limited({ KEY_RPS: 10, KEY_BURST: 1 });
    const refused = await until(
      async () => {
        const answer = await postChat(service);
        return answer.status === 429 ? answer : undefined;
      },
      { what: 'a refusal' },
    );
    expect(refused?.headers['retry-after']).toBe('1');
    expectWait(refused?.headers ?? {}, 1, 100);
    await until(async () => (await postChat(service)).status === 200, { what: 'a token to flow in' });
  });

  it("carries the catalogue's code on the uniform routes", async () => {
    const service = await limited({ KEY_RPS: TRICKLE, KEY_BURST: 1 });
    expect((await postChat(service)).status).toBe(200);
    for (const path of ['/llm/chat', '/llm/stream']) {
      const refused = await postChat(service, HELLO, { path });
      expect(refused.status).toBe(429);
      expect(refused.error['code']).toBe('RATE_LIMIT');
    }
  });

  it('fills one bucket for all routes and aliases', async () => {
    const service = await limited({ KEY_RPS: TRICKLE, KEY_BURST: 8 });
    const deployment = `/openai/deployments/${HELLO.model}/chat/completions?api-version=2024-06-01`;
    const answers = [
      await postChat(service),
      await postChat(service, HELLO, { path: '/chat/completions' }),
      await postChat(service, HELLO, { path: deployment }),
      await postChat(service, HELLO, { path: '/llm/chat' }),
      await call(service, 'POST', '/llm/completions', { body: PROMPT }),
      await call(service, 'POST', '/v1/embeddings', {
        body: { model: 'text-embedding-3-small', input: 'Hello' },
      }),
      await get(service, '/v1/models'),
      await get(service, '/llm/models'),
    ];
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(answers.map(({ headers }) => headers['x-ratelimit-remaining-requests'])).toEqual([
      '7',
      '6',
      '5',
      '4',
      '3',
      '2',
      '1',
      '0',
    ]);
    expect((await get(service, '/models')).status).toBe(429);
  });

  it('tells a stream where it is, in its headers', async () => {
    const service = await limited({ KEY_RPS: TRICKLE, KEY_BURST: 5 });
    for (const [path, remaining] of [
      ['/v1/chat/completions', '4'],
      ['/llm/stream', '3'],
    ] as const) {
      const stream = streamChat(service, HELLO, { path });
      const { status, headers } = await stream.opened;
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'x-ratelimit-limit-requests': '5',
        'x-ratelimit-remaining-requests': remaining,
        'x-ratelimit-reset-requests': expect.stringMatching(DURATION) as string,
      });
      expect((await stream.ended).complete).toBe(true);
    }
  });

  it('gives each name its own bucket; two keys of one name share it', async () => {
    const service = await limited({
      INTERNAL_API_KEY: 'billing=old-key,billing=new-key,search=other-key',
      KEY_RPS: TRICKLE,
      KEY_BURST: 2,
    });
    expect((await postChat(service, HELLO, { key: 'old-key' })).status).toBe(200);
    expect((await postChat(service, HELLO, { key: 'new-key' })).status).toBe(200);
    expect((await postChat(service, HELLO, { key: 'old-key' })).status).toBe(429);
    expect((await postChat(service, HELLO, { key: 'new-key' })).status).toBe(429);
    expect((await postChat(service, HELLO, { key: 'other-key' })).status).toBe(200);
  });

  describe('of addresses', () => {
    it('count calls without a key and with a wrong one, and never those with a valid key', async () => {
      const service = await limited({ ADDRESS_RPS: TRICKLE, ADDRESS_BURST: 2 });
      const startedAt = performance.now();
      expect(await statuses(5, () => postChat(service))).toEqual(Array(5).fill(200));
      const missing = await postChat(service, HELLO, { key: null });
      const wrong = await postChat(service, HELLO, { key: 'wrong-key' });
      expect([missing.status, wrong.status]).toEqual([401, 401]);
      expect(wrong.error['message']).toBe(missing.error['message']);
      const refused = await get(service, '/v1/models', { key: 'wrong-key' });
      expect(refused.status).toBe(429);
      expect(refused.error['message']).toContain('address');
      expectNearlyWholeWait(refused.headers, startedAt);
      expect((await postChat(service)).status).toBe(200);
    });

    it('count a stranger whatever the type of the body', async () => {
      const service = await limited({ ADDRESS_RPS: TRICKLE, ADDRESS_BURST: 2 });
      const form = { key: null, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
      expect(await statuses(3, () => postChat(service, 'a=b', form))).toEqual([401, 401, 429]);
      expect((await postChat(service, 'a=b', { headers: form.headers })).status).toBe(415);
    });

    it('do not believe X-Forwarded-For from anyone who is no trusted proxy', async () => {
      const service = await limited({ ADDRESS_RPS: TRICKLE, ADDRESS_BURST: 1 });
      expect((await postChat(service, HELLO, forwarded('192.0.2.1'))).status).toBe(401);
      expect((await postChat(service, HELLO, forwarded('192.0.2.2'))).status).toBe(429);
    });

    it('are those behind a trusted proxy', async () => {
      const service = await limited({ ADDRESS_RPS: TRICKLE, ADDRESS_BURST: 1, TRUSTED_PROXIES: 'loopback' });
      expect((await postChat(service, HELLO, forwarded('192.0.2.1'))).status).toBe(401);
      expect((await postChat(service, HELLO, forwarded('192.0.2.2'))).status).toBe(401);
      expect((await postChat(service, HELLO, forwarded('203.0.113.9, 192.0.2.1'))).status).toBe(429);
      expect((await postChat(service, HELLO, forwarded('2001:db8::1'))).status).toBe(401);
      expect((await postChat(service, HELLO, forwarded('2001:db8::2'))).status).toBe(429);
    });

    it('leave probes, metrics and documents alone', async () => {
      const service = await limited({ ADDRESS_RPS: TRICKLE, ADDRESS_BURST: 1 });
      await postChat(service, HELLO, { key: null });
      for (const path of ['/health', '/health/ready', '/metrics', '/openapi.json']) {
        expect(await statuses(3, () => get(service, path, { key: null }))).toEqual([200, 200, 200]);
      }
    });
  });

  describe('of models', () => {
    const settings = { KEY_RPS: TRICKLE, KEY_BURST: 100, MODEL_RPS: TRICKLE, MODEL_BURST: 10 };

    it('warn in the log before they refuse, and a refusal charges nothing', async () => {
      const service = await limited(settings);
      expect(await statuses(8, () => postChat(service))).toEqual(Array(8).fill(200));
      expect(service.log.lines.some(isModelWarning)).toBe(false);
      expect((await postChat(service, HELLO, { path: '/llm/chat' })).status).toBe(200);
      await service.log.until(isModelWarning, { what: 'a warning about the model' });
      expect((await postChat(service)).headers['x-ratelimit-remaining-requests']).toBe('90');
      const refused = await postChat(service);
      expect(refused.status).toBe(429);
      expect(refused.error['message']).toContain('model');
      expect(refused.headers['x-ratelimit-limit-requests']).toBe('10');
      const other = await postChat(service, { ...HELLO, model: 'gpt-4o' });
      expect(other.headers['x-ratelimit-remaining-requests']).toBe('89');
      expect(service.log.lines.filter(isModelWarning)).toHaveLength(1);
    });

    it('count the model of the URL, and the default one where none is named', async () => {
      const service = await limited({ ...settings, MODEL_BURST: 2 });
      const { messages } = HELLO;
      const path = `/openai/deployments/${HELLO.model}/chat/completions?api-version=2024-06-01`;
      expect((await postChat(service, { messages }, { path })).status).toBe(200);
      expect((await postChat(service, { messages })).status).toBe(200);
      expect((await postChat(service)).status).toBe(429);
    });
  });

  it('are off with a rate or a burst of 0', async () => {
    const service = await limited({ KEY_RPS: 0, ADDRESS_BURST: 0 });
    const answers = await Promise.all(Array.from({ length: 30 }, () => postChat(service)));
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill(200));
    expect(answers[0]?.headers).not.toHaveProperty('x-ratelimit-limit-requests');
    expect(await statuses(30, () => postChat(service, HELLO, { key: null }))).toEqual(Array(30).fill(401));
  });

  it('admit no more than the burst of calls that come at once', async () => {
    const service = await limited({ KEY_RPS: TRICKLE, KEY_BURST: 20 });
    const answers = await Promise.all(Array.from({ length: 60 }, () => postChat(service)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    expect(upstream.chats).toHaveLength(20);
  });
});

async function statuses(count: number, make: () => Promise<CallAnswer>): Promise<number[]> {
  const seen: number[] = [];
  for (let n = 0; n < count; n++) seen.push((await make()).status);
  return seen;
}

function forwarded(address: string): CallOptions {
  return { key: null, headers: { 'x-forwarded-for': address } };
}

/** The wait for one of a {@link TRICKLE} after what came since a time (`performance.now()`). */
function expectNearlyWholeWait(headers: IncomingHttpHeaders, startedAt: number): void {
  expectWait(headers, Math.floor(1_000_000 - (performance.now() - startedAt)), 1_000_000);
}

/** `retry-after-ms` is in the range, and `retry-after` is the same in whole seconds, at least one. */
function expectWait(headers: IncomingHttpHeaders, minMs: number, maxMs: number): void {
  const waitMs = Number(headers['retry-after-ms']);
  expect(waitMs).toBeGreaterThanOrEqual(minMs);
  expect(waitMs).toBeLessThanOrEqual(maxMs);
  expect(headers['retry-after']).toBe(String(Math.max(1, Math.ceil(waitMs / 1_000))));
}

function isModelWarning(line: Readonly<Record<string, unknown>>): boolean {
  return line['level'] === 'warn' && line['model'] === HELLO.model && line['burst'] === 10;
}
