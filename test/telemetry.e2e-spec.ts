/** Traces and metrics by OTLP: a scripted collector, and every way in which a call ends. */
import { providerError, silence } from './support/upstream/answer-scripts';
import { brokenStream, deltas, wholeStream, wordDeltas } from './support/upstream/broken-streams';
import { get, HELLO, postChat, streamChat } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { scraped, valueOf } from './support/observation/metric-samples';
import { OtlpCollector } from './support/engines/otlp-collector';
import type { SentSpan } from './support/engines/otlp-collector';
import { withRequestId } from './support/service/service-under-test';
import { SocketClient } from './support/callers/socket-client';
import { stream } from './support/upstream/stream-scripts';
import { textChunks } from './support/upstream/completion-bodies';
import { TwoDeployments } from './support/service/two-deployments';
import { until, untilThere } from './support/observation/until';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;
/** So late that no other test meets it. */
const HEDGE = { FIRST_TOKEN_HEDGE: 2, WHOLE_ANSWER_HEDGE: 2 };
const WORDS = ['one', ' two', ' three', ' four'];
const SECRET_WORDS = 'Xylophone marmalade';

function attempts(spans: readonly SentSpan[]): SentSpan[] {
  return spans
    .filter(({ name }) => name.startsWith('attempt '))
    .sort(
      (one, other) =>
        Number(one.attributes['llm_proxy.attempt.number']) -
        Number(other.attributes['llm_proxy.attempt.number']),
    );
}

function outcomes(spans: readonly SentSpan[]): unknown[] {
  return attempts(spans).map(({ attributes }) => attributes['llm_proxy.attempt.outcome']);
}

describe('telemetry by OTLP', () => {
  let leaks: LeakCheck;
  let collector: OtlpCollector;
  let two: TwoDeployments;

  beforeAll(async () => {
    leaks = new LeakCheck();
    collector = await OtlpCollector.start();
    two = await TwoDeployments.start(
      { ADDRESS_RPS: 0, RETRIES: 0, RESCUE: 'restart', IDLE_TIMEOUT: 5, ...HEDGE },
      undefined,
      {
        ...collector.environment,
        OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=abc%20def',
        OTEL_SERVICE_NAME: 'gateway-1',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,team=a%20b',
      },
    );
  });
  afterEach(() => {
    two.reset();
  });
  afterAll(async () => {
    await two.close();
    await collector.close();
    await leaks.released();
  });

  it('has a span of a whole answer by the GenAI conventions, continued from the caller and to the upstream', async () => {
    const { name, first } = await two.alias();
    const { id, headers } = withRequestId();
    const traceparent = `00-${TRACE_ID}-${SPAN_ID}-01`;
    const body = { model: name, messages: [{ role: 'user', content: SECRET_WORDS }] };
    const answer = await postChat(two.tenant, body, { headers: { ...headers, traceparent } });
    const [call, ...below] = await collector.call(id, 3);
    expect(call).toMatchObject({
      name: `chat ${name}`,
      kind: SERVER,
      traceId: TRACE_ID,
      parentSpanId: SPAN_ID,
      status: 0,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': name,
        'gen_ai.response.model': 'm',
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.usage.input_tokens': expect.any(Number) as number,
        'gen_ai.usage.output_tokens': expect.any(Number) as number,
        'http.route': '/v1/chat/completions',
        'http.response.status_code': 200,
        'llm_proxy.deployment': first,
        'llm_proxy.key_id': two.tenant.keyId,
        'llm_proxy.ended': 'whole',
        'llm_proxy.attempts': 1,
      },
      resource: {
        'service.name': 'gateway-1',
        'deployment.environment.name': 'test',
        team: 'a b',
        'telemetry.sdk.language': 'nodejs',
      },
    });
    expect(call?.attributes).not.toHaveProperty('gen_ai.request.stream');
    expect(answer.headers['traceparent']).toBe(`00-${TRACE_ID}-${call?.spanId}-01`);
    expect(below.map((span) => span.name).sort()).toEqual(['admission', `attempt ${first}`]);
    const [attempt] = attempts(below);
    expect(attempt).toMatchObject({
      kind: CLIENT,
      parentSpanId: call?.spanId,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'llm_proxy.attempt.outcome': 'ok',
        'http.response.status_code': 200,
      },
    });
    expect((await two.first.untilChat(1)).headers.traceparent).toBe(`00-${TRACE_ID}-${attempt?.spanId}-01`);
    for (const span of below) {
      expect(span.startNs).toBeGreaterThanOrEqual(call?.startNs ?? 0n);
      expect(span.endNs).toBeLessThanOrEqual(call?.endNs ?? 0n);
    }
    const sent = collector.requests.map((request) => request.body.toString()).join('');
    expect(sent).not.toContain('Xylophone');
    expect(sent).not.toContain(two.tenant.key);
    expect(sent).not.toContain(JSON.parse(answer.text).choices[0].message.content);
    expect(collector.requests.every(({ headers: head }) => head['x-collector-key'] === 'abc def')).toBe(true);
    expect(new Set(collector.requests.map(({ path }) => path))).toContain('/v1/traces');
  });

  it('has the time to the first chunk of a stream', async () => {
    const { name } = await two.alias();
    const { id, headers } = withRequestId();
    two.first.next(wholeStream('a', wordDeltas(WORDS)));
    await streamChat(two.tenant, { ...HELLO, model: name }, { headers }).ended;
    const [call] = await collector.call(id, 3);
    expect(call?.attributes).toMatchObject({
      'gen_ai.request.stream': true,
      'gen_ai.usage.input_tokens': 9,
      'gen_ai.usage.output_tokens': 60,
    });
    const took = Number((call?.endNs ?? 0n) - (call?.startNs ?? 0n)) / 1e9;
    expect(call?.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0);
    expect(call?.attributes['gen_ai.response.time_to_first_chunk']).toBeLessThanOrEqual(took);
  });

  it('has each attempt with what ended it', async () => {
    const { name, second } = await two.alias();
    const { id, headers } = withRequestId();
    two.first.next(providerError(503, { message: SECRET_WORDS }));
    expect((await postChat(two.tenant, { ...HELLO, model: name }, { headers })).status).toBe(200);
    const spans = await collector.call(id, 4);
    const [failed, answered] = attempts(spans);
    expect(failed).toMatchObject({ status: ERROR, attributes: { 'http.response.status_code': 503 } });
    expect(failed?.attributes['error.type']).toBe(failed?.attributes['llm_proxy.attempt.outcome']);
    expect(answered).toMatchObject({ status: 0, attributes: { 'llm_proxy.deployment': second } });
    expect(spans[0]).toMatchObject({ status: 0, attributes: { 'llm_proxy.deployment': second } });
    const parents = [await two.first.untilChat(1), await two.second.untilChat(1)].map(
      (request) => String(request.headers.traceparent).split('-')[2],
    );
    expect(parents).toEqual([failed?.spanId, answered?.spanId]);
  });

  it.each([true, false])('has a hedge, and the attempt that it overtook (streamed: %s)', async (streamed) => {
    const { name, second } = await two.alias();
    const { id, headers } = withRequestId();
    two.first.next(silence());
    const body = { ...HELLO, model: name, stream: streamed };
    expect((await postChat(two.tenant, body, { headers })).status).toBe(200);
    const spans = await collector.call(id, 4);
    expect(outcomes(spans)).toEqual(['aborted', 'ok']);
    expect(attempts(spans)[1]?.attributes).toMatchObject({
      'llm_proxy.attempt.how': 'hedge',
      'llm_proxy.deployment': second,
    });
  });

  it('has a rescue, with the attempt that was made for it', async () => {
    const { name, first, second } = await two.alias();
    const { id, headers } = withRequestId();
    const words = ['one', ' two', ' three', ' four'].map((content) => ({ content }));
    two.first.next(brokenStream(deltas('a', ...words.slice(0, 2)), 'RST'));
    two.second.next(wholeStream('b', words));
    await streamChat(two.tenant, { ...HELLO, model: name }, { headers }).ended;
    const spans = await collector.call(id, 5);
    const rescue = spans.find((span) => span.name === 'rescue restart');
    expect(rescue?.attributes).toMatchObject({
      'llm_proxy.rescue.outcome': 'rescued',
      'llm_proxy.rescue.from': first,
      'llm_proxy.rescue.to': second,
    });
    expect(outcomes(spans)).toEqual(['cut', 'ok']);
    const [began, made] = attempts(spans);
    // What the caller had first came of the stream that broke.
    const [firstChunk, firstChunkOfBroken] = [spans[0], began].map(
      (span) =>
        Number(span?.startNs) / 1e9 + Number(span?.attributes['gen_ai.response.time_to_first_chunk'] ?? NaN),
    );
    expect(firstChunk).toBeCloseTo(firstChunkOfBroken ?? NaN, 3);
    expect(made).toMatchObject({
      parentSpanId: rescue?.spanId,
      attributes: { 'llm_proxy.attempt.how': 'restart' },
    });
  });

  it('has a call that a limit refused, and the limits that did', async () => {
    await two.deployment('Limited', two.first, 'limited', { tps: 0.001, burst: 1 });
    await postChat(two.tenant, { ...HELLO, model: 'limited' });
    const { id, headers } = withRequestId();
    expect((await postChat(two.tenant, { ...HELLO, model: 'limited' }, { headers })).status).toBe(429);
    const [call, admission] = await collector.call(id, 2);
    expect(call).toMatchObject({
      kind: SERVER,
      status: ERROR,
      attributes: {
        'http.response.status_code': 429,
        'error.type': 'RATE_LIMIT',
        'gen_ai.provider.name': 'openai',
        'llm_proxy.ended': 'refused',
        'llm_proxy.attempts': 0,
      },
    });
    expect(admission).toMatchObject({ name: 'admission', status: ERROR });
  });

  it('has a call whose caller left, and one that failed', async () => {
    const { name } = await two.single();
    const left = withRequestId();
    two.first.next(stream(textChunks('one two three'), { ending: 'stall' }));
    const client = streamChat(two.tenant, { ...HELLO, model: name }, { headers: left.headers });
    await client.untilFrame(2);
    client.abort();
    const gone = await collector.call(left.id, 3);
    expect(gone[0]).toMatchObject({ status: 0, attributes: { 'llm_proxy.ended': 'caller_gone' } });
    expect(outcomes(gone)).toEqual(['aborted']);
    const failing = withRequestId();
    two.first.next(providerError(500));
    await postChat(two.tenant, { ...HELLO, model: name }, { headers: failing.headers });
    const [failed] = await collector.call(failing.id, 3);
    expect(failed).toMatchObject({ status: ERROR, attributes: { 'error.type': 'PROVIDER_ERROR' } });
  });

  it.each([
    ['/v1/messages', 'chat', { max_tokens: 9, messages: HELLO.messages }],
    ['/v1/responses', 'chat', { input: 'Hello' }],
    ['/v1beta/models/mock:generateContent', 'generate_content', { contents: [{ parts: [{ text: 'Hi' }] }] }],
    ['/llm/chat', 'chat', { messages: HELLO.messages }],
    ['/llm/stream', 'chat', { messages: HELLO.messages }],
    ['/v1/embeddings', 'embeddings', { input: 'Hello' }],
    ['/v1/completions', 'text_completion', { prompt: 'Hello' }],
    ['/v1/messages/count_tokens', 'count_tokens', { messages: HELLO.messages }],
    ['/v1/images/generations', 'generate_content', { prompt: 'A square' }],
    ['/v1/moderations', 'moderation', { input: 'Hello' }],
  ])('has a span of a call at %s', async (path, operation, fields) => {
    const { id, headers } = withRequestId();
    const answer = await postChat(two.gateway, { model: 'mock', ...fields }, { path, headers });
    expect(answer.status).toBe(200);
    const spans = await collector.call(id, 2);
    expect(spans[0]).toMatchObject({
      name: `${operation} mock`,
      attributes: { 'gen_ai.operation.name': operation, 'gen_ai.provider.name': 'mock' },
    });
    expect(outcomes(spans)).toEqual(['ok']);
  });

  it('has a span of a turn of a WebSocket', async () => {
    const client = await SocketClient.open(two.gateway);
    const before = collector.spans.length;
    await client.turn({ model: 'mock', input: 'Hello' });
    await client.close();
    const turn = await untilThere(
      () =>
        collector.spans.slice(before).find(({ attributes }) => attributes['http.route'] === '/v1/responses'),
      { what: 'the span of the turn' },
    );
    expect(turn).toMatchObject({
      name: 'chat mock',
      kind: SERVER,
      attributes: { 'gen_ai.request.stream': true },
    });
    const below = await untilThere(
      () => {
        const found = collector.spans.filter(({ parentSpanId }) => parentSpanId === turn.spanId);
        return found.length === 2 ? found : undefined;
      },
      { what: 'the spans below it' },
    );
    expect(below.map(({ name }) => name).sort()).toEqual(['admission', 'attempt mock/mock']);
  });

  it('makes no span of a trace that its caller does not record', async () => {
    const silent = withRequestId();
    const traceparent = `00-${TRACE_ID}-${SPAN_ID}-00`;
    const { name } = await two.single();
    const body = { ...HELLO, model: name };
    await postChat(two.tenant, body, { headers: { ...silent.headers, traceparent } });
    const told = withRequestId();
    await postChat(two.tenant, body, { headers: told.headers });
    await collector.call(told.id, 3);
    expect(collector.spans.map(({ attributes }) => attributes['llm_proxy.request_id'])).not.toContain(
      silent.id,
    );
    const upstreams = two.first.chats.map(({ headers }) => String(headers.traceparent).slice(-2));
    expect(upstreams).toEqual(['00', '01']);
  });

  it('makes no span for strangers', async () => {
    const { id, headers } = withRequestId();
    expect((await postChat(two.gateway, HELLO, { key: 'wrong', headers })).status).toBe(401);
    const told = withRequestId();
    await postChat(two.gateway, { ...HELLO, model: 'mock' }, { headers: told.headers });
    await collector.call(told.id, 2);
    expect(collector.spans.map(({ attributes }) => attributes['llm_proxy.request_id'])).not.toContain(id);
  });

  it("measures calls by the conventions' metrics", async () => {
    const { name } = await two.alias();
    two.first.next(wholeStream('a', wordDeltas(WORDS)));
    await streamChat(two.tenant, { ...HELLO, model: name }).ended;
    const of = (metric: string) =>
      collector.points.filter(
        (point) => point.metric === metric && point.attributes['gen_ai.request.model'] === name,
      );
    const tokens = await untilThere(
      () => {
        const points = of('gen_ai.client.token.usage');
        return points.length === 2 ? points : undefined;
      },
      { what: 'the tokens' },
    );
    expect(
      Object.fromEntries(tokens.map(({ attributes, sum }) => [attributes['gen_ai.token.type'], sum])),
    ).toEqual({
      input: 9,
      output: 60,
    });
    for (const metric of [
      'gen_ai.client.operation.duration',
      'gen_ai.client.operation.time_to_first_chunk',
    ]) {
      expect(of(metric)).toMatchObject([
        {
          unit: 's',
          count: 1,
          attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai' },
        },
      ]);
    }
  });
});

describe('a collector in trouble', () => {
  let gateway: InProcessGateway | undefined;
  let collector: OtlpCollector;
  let leaks: LeakCheck;

  beforeEach(async () => {
    leaks = new LeakCheck();
    collector = await OtlpCollector.start();
  });
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    await collector.close();
    await leaks.released();
  });

  const start = async (environment: Record<string, string>, graceS = 1): Promise<InProcessGateway> => {
    gateway = await startGateway({
      settings: { KEY_RPS: 0, SHUTDOWN_GRACE: graceS },
      environment: { ...collector.environment, OTEL_EXPORTER_OTLP_TIMEOUT: '300', ...environment },
    });
    return gateway;
  };

  it.each(['refuses', 'hangs', 'is gone'] as const)(
    'that %s holds no call up; what is dropped is counted',
    async (how) => {
      if (how === 'is gone') await collector.close();
      else collector.mode = how;
      const running = await start({ OTEL_BSP_MAX_QUEUE_SIZE: '8', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '4' });
      for (let calls = 0; calls < 10; calls++) {
        expect((await postChat(running, { ...HELLO, model: 'mock' })).status).toBe(200);
      }
      // Of the thirty spans eight may wait; the others are dropped at once, or were given up before.
      const samples = await scraped(running);
      expect(valueOf(samples, 'llm_proxy_spans_dropped_total')).toBeGreaterThanOrEqual(22);
      await until(async () => valueOf(await scraped(running), 'llm_proxy_spans_dropped_total') === 30, {
        what: 'the rest to be given up',
      });
      expect(valueOf(await scraped(running), 'llm_proxy_spans_exported_total')).toBe(0);
      await running.log.until((line) => line['msg'] === 'Spans could not be exported and are dropped.');
      await running.log.until((line) => line['msg'] === 'Metrics could not be exported.');
      await running.close();
      gateway = undefined;
    },
  );

  it('is sent what waits when the service stops', async () => {
    // The collector is in no trouble here, but may be slow where the machine is.
    const patience = { OTEL_EXPORTER_OTLP_TIMEOUT: '60000' };
    const waits = { OTEL_BSP_SCHEDULE_DELAY: '3600000', OTEL_METRIC_EXPORT_INTERVAL: '3600000' };
    const running = await start({ ...patience, ...waits }, 60);
    await postChat(running, { ...HELLO, model: 'mock' });
    expect(collector.requests).toEqual([]);
    await running.close();
    gateway = undefined;
    expect(collector.spans.map(({ name }) => name)).toContain('chat mock');
    expect(collector.points.map(({ metric }) => metric)).toContain('gen_ai.client.operation.duration');
  });

  it('is asked in protobuf by default, and at the address of its signal', async () => {
    const running = await start({
      OTEL_EXPORTER_OTLP_PROTOCOL: '',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/own/traces`,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_TRACES_SAMPLER: 'always_on',
    });
    const traceparent = `00-${TRACE_ID}-${SPAN_ID}-00`;
    await postChat(running, { ...HELLO, model: 'mock' }, { headers: { traceparent } });
    const sent = await untilThere(() => collector.requests[0], { what: 'an export' });
    expect(sent).toMatchObject({
      path: '/own/traces',
      headers: { 'content-type': 'application/x-protobuf' },
    });
    expect(sent.body.toString('latin1')).toContain('chat mock');
    expect(collector.requests.some(({ path }) => path.includes('metrics'))).toBe(false);
  });

  it.each([
    ['without an endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    ['switched off', { OTEL_SDK_DISABLED: 'true' }],
    ['with an endpoint that is no address', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }],
  ])('is not asked %s', async (what, environment) => {
    const running = await start(environment);
    const answer = await postChat(running, { ...HELLO, model: 'mock' });
    expect(answer.headers['traceparent']).toMatch(/-01$/);
    const warned = running.log.lines.some((line) =>
      String(line['reason']).startsWith('OTEL_EXPORTER_OTLP_ENDPOINT'),
    );
    expect(warned).toBe(what.includes('no address'));
    expect((await get(running, '/metrics')).text).toContain('llm_proxy_spans_exported_total 0');
    await running.close();
    gateway = undefined;
    expect(collector.requests).toEqual([]);
  });
});
