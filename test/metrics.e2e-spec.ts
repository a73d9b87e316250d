import { answerText, providerError } from './support/upstream/answer-scripts';
import { call, get, HELLO, postChat, streamChat } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { TEST_KEY, TEST_KEY_NAME } from './support/service/gateway-environment';
import { LeakCheck } from './support/observation/leak-check';
import { labelValues, scraped, total, valueOf } from './support/observation/metric-samples';
import { addConnection, assign, registryOf } from './support/service/registry-setup';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream } from './support/upstream/stream-scripts';
import { textChunks } from './support/upstream/completion-bodies';
import { elapse, until } from './support/observation/until';

const CHAT = '/v1/chat/completions';
describe('metrics', () => {
  let upstream: FakeUpstream;
  let gateway: InProcessGateway | undefined;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    await upstream.close();
  });

  async function service(
    settings: Record<string, string | number | boolean> = {},
  ): Promise<InProcessGateway> {
    gateway = await startGateway({ upstream, settings });
    return gateway;
  }

  it('are public, in the Prometheus text format, and the same for every reader', async () => {
    const running = await service({ ADDRESS_RPS: 0.001, ADDRESS_BURST: 1 });
    for (let reader = 0; reader < 5; reader++) {
      const answer = await get(running, '/metrics', { key: null });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
      for (const line of answer.text.split('\n'))
        expect(line).toMatch(/^$|^# (HELP|TYPE) |^[a-z_0-9]+(\{|\s)/);
    }
  });

  it('count a whole answer: request, duration, tokens by class and key', async () => {
    const running = await service();
    await postChat(running);
    await postChat(running, HELLO, { path: '/chat/completions' });
    const labels = { route: CHAT, model: 'gpt-4o-mini' };
    const answered = { ...labels, status: '200', code: 'OK', streamed: 'false' };
    const samples = await scraped(running);
    expect(valueOf(samples, 'llm_proxy_requests_total', answered)).toBe(2);
    expect(valueOf(samples, 'llm_proxy_request_duration_seconds_count', labels)).toBe(2);
    const tokens = { ...labels, key: TEST_KEY_NAME };
    expect(valueOf(samples, 'llm_proxy_tokens_total', { ...tokens, type: 'prompt' })).toBeGreaterThan(0);
    expect(valueOf(samples, 'llm_proxy_tokens_total', { ...tokens, type: 'completion' })).toBeGreaterThan(0);
    expect(samples.filter(({ name }) => name === 'llm_proxy_time_to_first_token_seconds_count')).toEqual([]);
    expect((await get(running, '/metrics')).text).not.toContain(TEST_KEY);
  });

  it('count a stream: time to first token, and the gaps between its frames', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const running = await service();
    const client = streamChat(running);
    await handle.opened;
    for (const [index, word] of ['one', ' two', ' three', ' four', ' five'].entries()) {
      await handle.text(word);
      await client.untilFrame(index + 1);
      await elapse(30);
    }
    await handle.finish();
    await handle.done();
    await client.ended;
    const samples = await scraped(running);
    const labels = { route: CHAT, model: 'gpt-4o-mini' };
    expect(valueOf(samples, 'llm_proxy_time_to_first_token_seconds_count', labels)).toBe(1);
    const gaps = valueOf(samples, 'llm_proxy_inter_token_seconds_count', labels);
    expect(gaps).toBeGreaterThanOrEqual(4);
    expect(valueOf(samples, 'llm_proxy_inter_token_seconds_sum', labels)).toBeGreaterThan(0.1);
    expect(valueOf(samples, 'llm_proxy_inter_token_seconds_bucket', { ...labels, le: '10' })).toBe(gaps);
    expect(
      valueOf(samples, 'llm_proxy_requests_total', {
        ...labels,
        status: '200',
        code: 'OK',
        streamed: 'true',
      }),
    ).toBe(1);
  });

  it('count a stream that broke, by its code, and what the upstream did', async () => {
    upstream.next(stream(textChunks('one two three'), { ending: 'cut' }));
    const running = await service();
    await streamChat(running).ended;
    const samples = await scraped(running);
    const broken = { route: CHAT, status: '200', code: 'PROVIDER_ERROR', streamed: 'true' };
    expect(valueOf(samples, 'llm_proxy_requests_total', broken)).toBe(1);
    expect(valueOf(samples, 'llm_proxy_upstream_errors_total', { upstream: 'litellm', kind: 'cut' })).toBe(1);
  });

  it("count the upstream's failures by kind, those that a retry made good too", async () => {
    upstream.next(providerError(500));
    const running = await service({ RETRIES: 1 });
    expect((await postChat(running)).status).toBe(200);
    await upstream.down();
    expect((await postChat(running)).status).toBe(502);
    const samples = await scraped(running);
    const failed = (kind: string): number =>
      valueOf(samples, 'llm_proxy_upstream_errors_total', { upstream: 'litellm', kind });
    expect(failed('server_error')).toBe(1);
    expect(failed('connect')).toBe(2);
    expect(valueOf(samples, 'llm_proxy_requests_total', { status: '502', code: 'PROVIDER_ERROR' })).toBe(1);
  });

  it('count a caller who left', async () => {
    upstream.next(stream(textChunks('one two three'), { ending: 'stall' }));
    const running = await service();
    const client = streamChat(running);
    await client.untilFrame(2);
    client.abort();
    await until(
      async () => total(await scraped(running), 'llm_proxy_requests_total', { code: 'CALLER_GONE' }) === 1,
      { what: 'the caller who left to be counted' },
    );
  });

  it('show the calls under way', async () => {
    upstream.next(stream(textChunks('one two three'), { ending: 'stall' }));
    const running = await service();
    const inFlight = async (): Promise<number> =>
      valueOf(await scraped(running), 'llm_proxy_requests_in_flight');
    expect(await inFlight()).toBe(0);
    const client = streamChat(running);
    await client.untilFrame(1);
    expect(await inFlight()).toBe(1);
    client.abort();
    await until(async () => (await inFlight()) === 0, { what: 'the call to end' });
  });

  it('count what was refused before it was a call, each once, and log it without its key', async () => {
    const running = await service({ MAX_BODY_MIB: 0.01 });
    expect((await postChat(running, HELLO, { key: 'a-wrong-key-0815' })).status).toBe(401);
    expect((await postChat(running, { messages: [] })).status).toBe(400);
    expect((await postChat(running, { ...HELLO, padding: 'x'.repeat(20_000) })).status).toBe(413);
    expect((await get(running, '/no/such/route?secret=1')).status).toBe(404);
    expect((await call(running, 'DELETE', CHAT)).status).toBe(405);
    expect((await get(running, '/v1/models/some/unknown-model')).status).toBe(404);
    const samples = await scraped(running);
    const refused = (route: string, status: number, code: string): number =>
      valueOf(samples, 'llm_proxy_requests_total', { route, model: 'none', status: String(status), code });
    expect(refused(CHAT, 401, 'UNAUTHORIZED')).toBe(1);
    expect(refused(CHAT, 400, 'INVALID_REQUEST')).toBe(1);
    expect(refused(CHAT, 413, 'PAYLOAD_TOO_LARGE')).toBe(1);
    expect(refused('unmatched', 404, 'NOT_FOUND')).toBe(1);
    expect(refused('unmatched', 405, 'METHOD_NOT_ALLOWED')).toBe(1);
    expect(refused('/v1/models/:id', 404, 'MODEL_NOT_FOUND')).toBe(1);
    expect(total(samples, 'llm_proxy_requests_total')).toBe(6);

    const lines = running.log.lines.filter(({ msg }) => msg === 'refused');
    expect(lines.map(({ status }) => status)).toEqual([401, 400, 413, 404, 405, 404]);
    // A path that is nobody's may hold a key.
    expect(lines[3]).not.toHaveProperty('path');
    expect(lines[3]).toMatchObject({
      level: 'info',
      code: 'NOT_FOUND',
      route: 'unmatched',
      method: 'GET',
      address: '127.0.0.1',
      key_id: TEST_KEY_NAME,
      request_id: expect.any(String) as string,
      trace_id: expect.any(String) as string,
    });
    expect(lines[0]!['key_id']).toBeUndefined();
    expect(running.log.text).not.toMatch(/a-wrong-key-0815|secret=1/);
  });

  it('count a call that failed once, as a call', async () => {
    upstream.reply(providerError(400, { type: 'invalid_request_error' }));
    const running = await service();
    expect((await postChat(running)).status).toBe(400);
    const samples = await scraped(running);
    expect(total(samples, 'llm_proxy_requests_total')).toBe(1);
    expect(valueOf(samples, 'llm_proxy_requests_total', { status: '400', model: 'gpt-4o-mini' })).toBe(1);
    expect(running.log.lines.filter(({ msg }) => msg === 'refused')).toEqual([]);
  });

  it('count what the limits refuse and nearly refuse', async () => {
    const trickle = 0.001;
    const running = await service({
      ...{ KEY_RPS: trickle, KEY_BURST: 3, MODEL_RPS: trickle, MODEL_BURST: 2 },
      ...{ ADDRESS_RPS: trickle, ADDRESS_BURST: 1 },
    });
    const statuses: number[] = [];
    for (const key of [TEST_KEY, TEST_KEY, TEST_KEY, null, null]) {
      statuses.push((await postChat(running, HELLO, { key })).status);
    }
    expect(statuses).toEqual([200, 200, 429, 401, 429]);
    await postChat(running, { ...HELLO, model: 'claude-sonnet' });
    expect((await postChat(running, { ...HELLO, model: 'another' })).status).toBe(429);
    const samples = await scraped(running);
    const refusals = (limit: string): number =>
      valueOf(samples, 'llm_proxy_limiter_refusals_total', { limit });
    expect(refusals('model')).toBe(1);
    expect(refusals('address')).toBe(1);
    expect(refusals('key')).toBe(1);
    expect(total(samples, 'llm_proxy_limiter_near_refusals_total', { model: 'gpt-4o-mini' })).toBe(1);
    expect(total(samples, 'llm_proxy_requests_total', { code: 'RATE_LIMIT' })).toBe(3);
  });

  it('add up what calls cost, by group and alias, and count those without a price', async () => {
    const running = await service({ RETRIES: 0, RETRY_BUDGET_SHARE: 0, RETRY_BUDGET_PER_SECOND: 0 });
    const registry = registryOf(running);
    await registry.groups.create({ name: 'acme' });
    const { id, key } = await registry.virtualKeys.create({ name: 'shop', group: 'acme' });
    const account = { provider: 'local', endpoint: `${upstream.url}/v1` };
    for (const name of ['First', 'Second']) await addConnection(running, { name, ...account });
    const prices = { input: 1_000, output: 2_000 };
    await registry.models.create({ connection: 'First', name: 'priced', prices });
    await registry.models.create({ connection: 'First', name: 'unpriced' });
    await registry.models.create({ connection: 'Second', name: 'priced', prices });
    const tenant = { ...running, key, keyId: id };
    for (const [model, alias, priority] of [
      ['First/priced', 'dear', 1],
      ['Second/priced', 'dear', 2],
      ['First/unpriced', 'unknown', 1],
    ] as const) {
      await assign(running, tenant, model, { alias, priority });
    }
    const answered = answerText('Hello', {
      usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    });
    upstream.reply(answered);
    for (const model of ['dear', 'dear', 'unknown']) {
      expect((await postChat(tenant, { ...HELLO, model })).status).toBe(200);
    }
    let samples = await scraped(running);
    expect(valueOf(samples, 'llm_proxy_cost_usd_total', { group: 'acme', model: 'dear' })).toBeCloseTo(0.04);
    expect(valueOf(samples, 'llm_proxy_unpriced_calls_total', { model: 'unknown' })).toBe(1);
    // Nothing is left for another attempt: the failure goes to the caller.
    upstream.next(providerError(500));
    expect((await postChat(tenant, { ...HELLO, model: 'dear' })).status).toBe(502);
    samples = await scraped(running);
    expect(valueOf(samples, 'llm_proxy_retries_refused_total', { upstream: 'First' })).toBe(1);
  });

  it('make no series for whatever names callers think of', async () => {
    const running = await service({ KEY_RPS: 0, KEY_BURST: 0 });
    upstream.onChat(({ model }) =>
      model?.startsWith('wrong') === true ? providerError(404, { code: 'model_not_found' }) : undefined,
    );
    await get(running, '/v1/models');
    await inTurns(300, (n) => postChat(running, { ...HELLO, model: `wrong-${n}` }));
    let samples = await scraped(running);
    expect(valueOf(samples, 'llm_proxy_requests_total', { model: 'other', status: '404' })).toBe(300);
    expect(labelValues(samples, 'model')).toEqual(new Set(['other']));
    await inTurns(300, (n) => postChat(running, { ...HELLO, model: `right-${n}` }));
    await inTurns(50, (n) => call(running, 'POST', `/made/up/${n}`, { body: {} }));
    await postChat(running, { ...HELLO, model: 'claude-sonnet' });
    samples = await scraped(running);
    expect(labelValues(samples, 'model').size).toBeLessThanOrEqual(210);
    expect(labelValues(samples, 'model')).toContain('claude-sonnet');
    expect(total(samples, 'llm_proxy_requests_total', { status: '200' })).toBe(301);
    expect(valueOf(samples, 'llm_proxy_requests_total', { route: 'unmatched' })).toBe(50);
  });

  it("show the process's own: event-loop lag, memory, CPU", async () => {
    const names = new Set((await scraped(await service())).map(({ name }) => name));
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
    ]) {
      expect(names).toContain(name);
    }
  });

  it('are kept apart for two services in one process, and leave nothing behind', async () => {
    const leaks = new LeakCheck();
    const first = await startGateway();
    const second = await startGateway();
    await postChat(first);
    expect(total(await scraped(first), 'llm_proxy_requests_total')).toBe(1);
    expect(total(await scraped(second), 'llm_proxy_requests_total')).toBe(0);
    await Promise.all([first.close(), second.close()]);
    await leaks.released();
  });

  it('are no route at all when METRICS_ENABLED is false', async () => {
    const running = await service({ METRICS_ENABLED: false });
    const answer = await get(running, '/metrics');
    expect(answer.status).toBe(404);
    expect(answer.error).toMatchObject({ code: 'NOT_FOUND' });
    expect((await postChat(running)).status).toBe(200);
  });
});

/** Makes numbered calls, twenty at a time. */
async function inTurns(count: number, make: (n: number) => Promise<unknown>): Promise<void> {
  for (let n = 0; n < count; n += 20) {
    await Promise.all(Array.from({ length: Math.min(20, count - n) }, (_, more) => make(n + more)));
  }
}
