import { json, providerError } from './support/upstream/answer-scripts';
import { HELLO, call, postChat } from './support/callers/chat-request';
import { chunk, completion, usageChunk } from './support/upstream/completion-bodies';
import type { AnswerScript } from './support/upstream/exchange';
import { UPSTREAM_KEY } from './support/service/gateway-environment';
import { serviceUnderTest, withRequestId } from './support/service/service-under-test';
import { stream } from './support/upstream/stream-scripts';

describe('the log at its most talkative level', () => {
  const service = serviceUnderTest({
    LOG_LEVEL: 'trace',
    RETRIES: 1,
    IDLE_TIMEOUT: 0.1,
    REQUEST_TIMEOUT: 0.3,
    MAX_BODY_MIB: 0.1,
  });
  const CANARY = 'canary-7c1f';
  const PROMPT = {
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: `prompt ${CANARY}` }],
    user: CANARY,
    metadata: { note: CANARY },
    tools: [{ type: 'function', function: { name: CANARY, parameters: {} } }],
  };
  const HEADERS = {
    'x-anything': CANARY,
    cookie: CANARY,
    'user-agent': CANARY,
    'idempotency-key': CANARY,
    'openai-beta': CANARY,
    'x-request-id': `${CANARY} not sane`,
  };
  const told = { message: CANARY, type: CANARY, param: CANARY, code: CANARY };
  const answer = { ...completion(`answer ${CANARY}`), id: CANARY, system_fingerprint: CANARY };
  const content = chunk({ content: CANARY });
  const SCRIPTS: readonly AnswerScript[] = [
    json(answer),
    json({ ...answer, usage: CANARY }),
    json({ error: told }),
    json(CANARY),
    stream([content, chunk({}, { finishReason: 'stop' }), usageChunk()]),
    stream([content, { error: told }]),
    stream([content, `data: ${CANARY}\n\n`, `event: ${CANARY}\ndata: {"${CANARY}\n\n`], { ending: 'end' }),
    stream([content], { ending: 'cut' }),
    stream([content], { ending: 'stall' }),
    ...[400, 401, 404, 413, 422, 429, 500, 503].map((status) =>
      providerError(status, told, { 'retry-after': '0' }),
    ),
  ];
  const BODIES: readonly unknown[] = [
    `{"${CANARY}`,
    `{"messages":"${CANARY}"}`,
    { ...PROMPT, messages: [{ role: CANARY }] },
    { ...PROMPT, stream: CANARY },
    { ...PROMPT, api_key: CANARY },
    { ...PROMPT, user: CANARY.repeat(20_000) },
  ];

  it('has no prompt, answer, key or header in any line, whatever happens', async () => {
    const { gateway, upstream } = service;
    for (const script of SCRIPTS) {
      for (const streamed of [false, true]) {
        upstream.reset();
        upstream.reply(script);
        await postChat(gateway, { ...PROMPT, stream: streamed }, { headers: HEADERS }).catch(() => undefined);
        await postChat(gateway, PROMPT, { headers: HEADERS, path: '/llm/chat' }).catch(() => undefined);
        await postChat(gateway, PROMPT, { headers: HEADERS, path: '/llm/stream' }).catch(() => undefined);
      }
    }
    for (const body of BODIES) await postChat(gateway, body, { headers: HEADERS });
    for (const header of ['authorization', 'x-internal-auth', 'api-key']) {
      await postChat(gateway, PROMPT, { key: null, headers: { ...HEADERS, [header]: `Bearer ${CANARY}` } });
    }
    await call(gateway, 'GET', `/v1/nowhere?key=${CANARY}`, { headers: HEADERS });
    await call(gateway, 'POST', '/v1/embeddings', {
      body: { input: CANARY, user: CANARY },
      headers: HEADERS,
    });
    const { id, headers } = withRequestId();
    await postChat(gateway, HELLO, { headers });
    await service.callLine(id);
    expect(gateway.log.lines.length).toBeGreaterThan(SCRIPTS.length);
    for (const secret of [CANARY, UPSTREAM_KEY, gateway.key]) {
      expect(gateway.log.text.split('\n').filter((line) => line.includes(secret))).toEqual([]);
    }
    expect(gateway.log.text).not.toMatch(/authorization|bearer/i);
  });

  it.each([
    ['GET', '/admin/virtual-keys/KEY'],
    ['DELETE', '/admin/virtual-keys/KEY'],
    ['GET', '/v1/models/KEY'],
    ['GET', '/v1/models/some/KEY'],
    ['PUT', '/v1/models/KEY'],
    ['GET', '/KEY'],
    ['POST', '/v1/KEY/chat/completions?key=KEY'],
    ['GET', '/v1/models/%ZZKEY'],
    ['POST', '/openai/deployments/KEY/chat/completions'],
    ['POST', '/v1beta/models/KEY:generateContent'],
  ] as const)(
    'has no key that was put into the path of %s %s, and no metric has it',
    async (method, pattern) => {
      const { gateway, upstream } = service;
      upstream.reply(json(completion('Hello')));
      const path = pattern.replaceAll('KEY', 'sk-path-secret-4711');
      const { id, headers } = withRequestId();
      const body = method === 'POST' ? { ...HELLO, contents: [{ parts: [{ text: 'Hello' }] }] } : undefined;
      await call(gateway, method, path, { headers, body });
      await call(gateway, 'GET', '/nowhere', { headers: { 'x-request-id': `after-${id}` } });
      await gateway.log.until((line) => line['request_id'] === `after-${id}`);
      expect(gateway.log.text).not.toContain('secret-4711');
      expect((await call(gateway, 'GET', '/metrics')).text).not.toContain('secret-4711');
    },
  );

  it('has no key that was put into x-request-id: the call has an id of ours', async () => {
    const { gateway, upstream } = service;
    upstream.reply(json(completion('Hello')));
    const answer = await postChat(gateway, HELLO, { headers: { 'x-request-id': 'sk-id-secret-4711' } });
    const id = String(answer.headers['x-request-id']);
    expect(id).not.toContain('secret-4711');
    await service.callLine(id);
    expect(gateway.log.text).not.toContain('secret-4711');
  });
});
