import { json, providerError } from './support/upstream/answer-scripts';
import { HELLO, call, postChat, streamChat } from './support/callers/chat-request';
import { chunk, completion } from './support/upstream/completion-bodies';
import type { AnswerScript } from './support/upstream/exchange';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';
import { StreamHandle } from './support/upstream/stream-handle';
import { stream } from './support/upstream/stream-scripts';
import { elapse } from './support/observation/until';

const USAGE = {
  prompt_tokens: 90,
  completion_tokens: 12,
  total_tokens: 102,
  prompt_tokens_details: { cached_tokens: 64 },
  completion_tokens_details: { reasoning_tokens: 7 },
};
const number = expect.any(Number) as number;

describe('the log line of a call', () => {
  const service = serviceUnderTest({ RETRIES: 0, IDLE_TIMEOUT: 1.5, LOG_LEVEL: 'INFO' });

  it('has every field of a whole answer', async () => {
    service.upstream.next(json(completion('Hello', { model: 'gpt-4o-mini-2024-07-18', usage: USAGE })));
    const { id, headers } = withRequestId();
    const body = JSON.stringify(HELLO);
    const answer = await postChat(service.gateway, body, {
      headers: { ...headers, 'x-forwarded-for': '6.6.6.6' },
    });
    const line = await service.callLine(id);
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      msg: 'call',
      request_id: id,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      key_id: 'test',
      address: '127.0.0.1',
      route: '/v1/chat/completions',
      model: 'gpt-4o-mini',
      model_served: 'gpt-4o-mini-2024-07-18',
      upstream: 'litellm',
      deployment: 'litellm/gpt-4o-mini',
      status: 200,
      upstream_status: 200,
      streamed: false,
      ended: 'whole',
      upstream_ms: number,
      duration_ms: number,
      prompt_tokens: 90,
      completion_tokens: 12,
      cached_tokens: 64,
      reasoning_tokens: 7,
      tokens_per_second: number,
      finish_reason: 'stop',
      attempts: 1,
      bytes_in: body.length,
      bytes_out: answer.text.length,
    });
    expect(answer.headers['traceparent']).toContain(String(line['trace_id']));
    expect(line['duration_ms']).toBeGreaterThanOrEqual(Number(line['upstream_ms']));
  });

  it('has every field of a stream', async () => {
    const handle = new StreamHandle();
    service.upstream.next(handle.script);
    const { id, headers } = withRequestId();
    const client = streamChat(service.gateway, HELLO, { headers });
    await handle.opened;
    await handle.text('one');
    await client.untilFrame(1);
    await handle.text(' two');
    await client.untilFrame(2);
    await handle.finish('stop', USAGE);
    await handle.done();
    await client.ended;
    expect(await service.callLine(id)).toMatchObject({
      status: 200,
      streamed: true,
      ended: 'whole',
      upstream_ms: number,
      first_token_ms: number,
      longest_gap_ms: number,
      duration_ms: number,
      tokens_per_second: number,
      frames: 3,
      bytes_out: client.text.length - 'data: [DONE]\n\n'.length,
      prompt_tokens: 90,
      completion_tokens: 12,
      cached_tokens: 64,
      reasoning_tokens: 7,
      finish_reason: 'stop',
      attempts: 1,
    });
  });

  it('measures the time to the first token and the longest gap', async () => {
    const handle = new StreamHandle();
    service.upstream.next(handle.script);
    const { id, headers } = withRequestId();
    const client = streamChat(service.gateway, HELLO, { headers });
    await handle.opened;
    await elapse(60);
    await handle.text('one');
    await client.untilFrame(1);
    await elapse(60);
    await handle.finish();
    await handle.done();
    await client.ended;
    const line = await service.callLine(id);
    expect(line['first_token_ms']).toBeGreaterThanOrEqual(55);
    expect(line['first_token_ms']).toBeLessThan(Number(line['duration_ms']));
    expect(line['longest_gap_ms']).toBeGreaterThanOrEqual(50);
    expect(line['upstream_ms']).toBeLessThan(Number(line['first_token_ms']));
  });

  it.each<readonly [string, AnswerScript, Readonly<Record<string, unknown>>]>([
    [
      '400',
      providerError(400),
      { level: 'info', status: 400, code: 'INVALID_REQUEST', upstream_failure: 'rejected' },
    ],
    [
      '429',
      providerError(429),
      { level: 'info', status: 429, code: 'RATE_LIMIT', upstream_failure: 'rate_limit' },
    ],
    ['401', providerError(401), { level: 'warn', alert: true, status: 502, upstream_failure: 'credential' }],
    [
      '500',
      providerError(500),
      { level: 'warn', alert: true, status: 502, upstream_failure: 'server_error' },
    ],
    ['503', providerError(503), { level: 'warn', alert: true, status: 502, upstream_status: 503 }],
  ])(
    "of a provider's %s says so, and alerts where it is the upstream's fault",
    async (_status, script, expected) => {
      for (const streamed of [false, true]) {
        service.upstream.next(script);
        const { id, headers } = withRequestId();
        await postChat(service.gateway, { ...HELLO, stream: streamed }, { headers });
        const line = await service.callLine(id);
        expect(line).toMatchObject({ ...expected, ended: 'error', streamed });
        if (expected['alert'] === undefined) expect(line).not.toHaveProperty('alert');
      }
    },
  );

  it('of a stall is a warning that alerts', async () => {
    service.upstream.next(stream([chunk({ content: 'one' })], { ending: 'stall' }));
    const { id, headers } = withRequestId();
    await streamChat(service.gateway, HELLO, { headers }).ended;
    expect(await service.callLine(id)).toMatchObject({
      level: 'warn',
      alert: true,
      ended: 'timeout',
      status: 200,
    });
  });

  it('names the route of an alias by its first name, and the model of the path', async () => {
    const { id, headers } = withRequestId();
    const path = '/openai/deployments/my%2Fmodel/chat/completions?api-version=1';
    await postChat(service.gateway, HELLO, { headers, path });
    expect(await service.callLine(id)).toMatchObject({ route: '/v1/chat/completions', model: 'my/model' });
  });

  it('is one, for embeddings and the /llm routes too', async () => {
    const bodies: Readonly<Record<string, unknown>> = {
      '/v1/embeddings': { model: 'text-embedding-3-small', input: 'Hello' },
      '/llm/chat': HELLO,
      '/llm/completions': { prompt: 'Hello' },
      '/llm/stream': HELLO,
    };
    for (const [path, body] of Object.entries(bodies)) {
      const { id, headers } = withRequestId();
      expect((await call(service.gateway, 'POST', path, { body, headers })).status).toBe(200);
      expect(await service.callLine(id)).toMatchObject({ route: path, ended: 'whole', key_id: 'test' });
      await postChat(service.gateway);
      const lines = service.gateway.log.lines.filter((line) => line['request_id'] === id);
      expect(lines).toHaveLength(1);
    }
  });
});
