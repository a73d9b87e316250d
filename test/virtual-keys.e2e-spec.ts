import { APIError } from 'openai';
import { answerText, providerError, silence } from './support/upstream/answer-scripts';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { openAiClient, readText, rejection } from './support/callers/openai-client';
import { addConnection, addTenant, assign, registryOf } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';
import { until } from './support/observation/until';

const CREDENTIAL = 'sk-connection-secret-1';
const SETTINGS = { KEY_RPS: 0, ADDRESS_RPS: 0, RETRIES: 0 };
const hello = (model: string) => ({ model, messages: [{ role: 'user' as const, content: 'Hello' }] });

describe('a virtual key', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let second: FakeUpstream;
  let gateway: InProcessGateway;
  let shop: Tenant;
  let bank: Tenant;

  beforeAll(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    second = await FakeUpstream.start();
    gateway = await startGateway({ settings: SETTINGS });
    shop = await addTenant(gateway, 'shop');
    bank = await addTenant(gateway, 'bank');
    const main = { name: 'Main', provider: 'openai', endpoint: upstream.url, credential: CREDENTIAL };
    await addConnection(gateway, main, 'gpt-4o', 'gpt-4o-mini');
    await addConnection(gateway, { ...main, name: 'Second', endpoint: `${second.url}/v1` }, 'gpt-4o');
    await assign(gateway, shop, 'Main/gpt-4o', { alias: 'best' });
    await assign(gateway, bank, 'Main/gpt-4o-mini', { alias: 'cheap' });
  });
  afterEach(() => {
    upstream.reset();
    second.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
    await second.close();
    await leaks.released();
  });

  it('calls its alias, whole and streamed, and the provider sees its own model and credential', async () => {
    const client = openAiClient(shop);
    const { data, response } = await client.chat.completions.create(hello('best')).withResponse();
    expect(data.choices[0]?.message.content).not.toBe('');
    expect(response.headers.get('x-llm-proxy-deployment')).toBe('Main/gpt-4o');
    const stream = await client.chat.completions.create({ ...hello('best'), stream: true }).withResponse();
    expect(await readText(stream.data)).not.toBe('');
    expect(stream.response.headers.get('x-llm-proxy-deployment')).toBe('Main/gpt-4o');
    for (const { json, headers } of upstream.chats) {
      expect(json).toMatchObject({ model: 'gpt-4o' });
      expect(headers.authorization).toBe(`Bearer ${CREDENTIAL}`);
    }
    expect(upstream.chats).toHaveLength(2);
  });

  it('is in the log line by id and name, with the deployment', async () => {
    const answer = await openAiClient(shop).chat.completions.create(hello('best'));
    const line = await lineOf(answer._request_id);
    expect(line).toMatchObject({
      key_id: shop.keyId,
      key_name: 'shop',
      model: 'best',
      deployment: 'Main/gpt-4o',
    });
  });

  describe('has no part in what others have', () => {
    const ROUTES: [string, (alias: string) => unknown][] = [
      ['/v1/chat/completions', (alias) => hello(alias)],
      ['/chat/completions', (alias) => ({ ...hello(alias), stream: true })],
      ['/v1/embeddings', (alias) => ({ model: alias, input: 'x' })],
      ['/llm/chat', (alias) => hello(alias)],
      ['/llm/completions', (alias) => ({ model: alias, prompt: 'x' })],
      ['/llm/stream', (alias) => hello(alias)],
    ];

    it.each([
      ...ROUTES,
      ...(['best', 'nobody-has-this'] as const).flatMap((alias): typeof ROUTES => [
        [`/openai/deployments/${alias}/chat/completions`, () => hello('cheap')],
        [`/openai/deployments/${alias}/embeddings`, () => ({ input: 'x' })],
        [`/v1beta/models/${alias}:generateContent`, () => ({ contents: [{ parts: [{ text: 'x' }] }] })],
        [
          `/v1beta/models/${alias}:streamGenerateContent?alt=sse`,
          () => ({ contents: [{ parts: [{ text: 'x' }] }] }),
        ],
      ]),
    ])('at %s: 403, the same for what another key has and for what nobody has', async (path, body) => {
      const answers = await Promise.all(
        ['best', 'nobody-has-this', 'Main/gpt-4o', 'gpt-4o'].map(async (alias) => {
          const response = await fetch(gateway.url + path, {
            method: 'POST',
            headers: { authorization: `Bearer ${bank.key}`, 'content-type': 'application/json' },
            body: JSON.stringify(body(alias)),
          });
          const { error } = (await response.json()) as { error: { message: string; code: string | number } };
          // But for the name that the caller gave itself, and what is near to it.
          const message = error.message
            .replace(/(?<=the model )"[^"]*"(?=\.)/, 'X')
            .replace(/ Did you .*?\?/, '');
          return [response.status, response.headers.get('x-llm-proxy-error'), error.code, message];
        }),
      );
      for (const answer of answers) {
        const message = 'This key may not use the model X. Known: "cheap". GET /v1/models lists them.';
        // Google's errors have the status for a code.
        const code = path.startsWith('/v1beta/') ? 403 : 'FORBIDDEN';
        expect(answer).toEqual([403, 'FORBIDDEN', code, message]);
      }
      expect(upstream.chats).toHaveLength(0);
    });

    it.each(['/v1/models', '/models', '/v1/llm/models', '/llm/models'])('in the list %s', async (path) => {
      const response = await fetch(gateway.url + path, { headers: { 'api-key': bank.key } });
      const list = (await response.json()) as { data?: { id: string }[] } | { id: string }[];
      const models = Array.isArray(list) ? list : (list.data ?? []);
      expect(models.map(({ id }) => id)).toEqual(['cheap']);
    });

    it.each(['best', 'gpt-4o', 'Main/gpt-4o'])('when it asks for the model %s by its id', async (id) => {
      const refused = (await rejection(openAiClient(bank).models.retrieve(id))) as APIError;
      expect(refused.status).toBe(404);
    });
  });

  it('is nobody once it is disabled, and somebody again at once when it is enabled', async () => {
    const tenant = await addTenant(gateway, 'on-and-off');
    await assign(gateway, tenant, 'Main/gpt-4o', { alias: 'best' });
    const { virtualKeys } = registryOf(gateway);
    await virtualKeys.update('on-and-off', { enabled: false });
    expect(await statusOf(tenant, 'best')).toBe(401);
    await virtualKeys.update('on-and-off', { enabled: true });
    expect(await statusOf(tenant, 'best')).toBe(200);
    await virtualKeys.remove('on-and-off', { force: true });
    expect(await statusOf(tenant, 'best')).toBe(401);
  });

  it('is nobody once it has expired, in the words for a key that never was', async () => {
    const tenant = await addTenant(gateway, 'short-lived');
    const { virtualKeys } = registryOf(gateway);
    await assign(gateway, tenant, 'Main/gpt-4o', { alias: 'best' });
    expect(await statusOf(tenant, 'best')).toBe(200);
    const expiresAt = Date.now() + 1_500;
    await virtualKeys.update('short-lived', { expires_at: new Date(expiresAt).toISOString() });
    await until(async () => ((await statusOf(tenant, 'best')) === 401 ? true : undefined), {
      what: 'the key to expire',
    });
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
    const expired = (await rejection(openAiClient(tenant).models.list())) as APIError;
    const unknown = (await rejection(
      openAiClient({ ...tenant, key: 'vk-never-was-a-key' }).models.list(),
    )) as APIError;
    expect(expired.message).toBe(unknown.message);
  });

  it('chooses neither host nor credential by its body', async () => {
    for (const field of ['api_base', 'base_url', 'api_key']) {
      const body = { ...hello('best'), [field]: 'http://127.0.0.1:1' };
      const refused = (await rejection(openAiClient(shop).chat.completions.create(body))) as APIError;
      expect([refused.status, refused.param]).toEqual([400, field]);
    }
    expect(upstream.chats).toHaveLength(0);
  });

  describe('with several deployments behind an alias', () => {
    let tenant: Tenant;

    beforeAll(async () => {
      tenant = await addTenant(gateway, 'fallback');
      await assign(gateway, tenant, 'Main/gpt-4o', { alias: 'safe', priority: 1 });
      await assign(gateway, tenant, 'Second/gpt-4o', { alias: 'safe', priority: 2 });
    });

    it('gets the next one when the first fails, and the log line lists both', async () => {
      upstream.next(providerError(503, { message: 'overloaded' }));
      second.next(answerText('from the second'));
      const { data, response } = await openAiClient(tenant)
        .chat.completions.create(hello('safe'))
        .withResponse();
      expect(data.choices[0]?.message.content).toBe('from the second');
      expect(response.headers.get('x-llm-proxy-deployment')).toBe('Second/gpt-4o');
      expect(await lineOf(response.headers.get('x-request-id'))).toMatchObject({
        attempts: 2,
        attempt_log: [
          { deployment: 'Main/gpt-4o', outcome: 'server_error' },
          { deployment: 'Second/gpt-4o', outcome: 'ok' },
        ],
      });
    });

    it('tries the one that has just failed last for a while', async () => {
      second.next(answerText('second again'));
      const answer = await openAiClient(tenant).chat.completions.create(hello('safe'));
      expect(answer.choices[0]?.message.content).toBe('second again');
      expect(upstream.chats).toHaveLength(0);
    });

    it("gets the provider's own 400 after one attempt", async () => {
      second.next(providerError(400, { message: 'messages is too long', type: 'invalid_request_error' }));
      const refused = (await rejection(
        openAiClient(tenant).chat.completions.create(hello('safe')),
      )) as APIError;
      expect(refused.status).toBe(400);
      expect(refused.message).toContain('messages is too long');
      expect(upstream.chats).toHaveLength(0);
    });
  });

  it('gets 502 without a word of the provider when that refuses our credential, and the owner is told', async () => {
    const tenant = await addTenant(gateway, 'refused');
    await addConnection(
      gateway,
      { name: 'Refused', provider: 'openai', endpoint: upstream.url, credential: 'sk-wrong-secret' },
      'gpt-4o',
    );
    await assign(gateway, tenant, 'Refused/gpt-4o', { alias: 'best' });
    upstream.next(providerError(401, { message: 'Incorrect API key provided: sk-wrong-secret.' }));
    const refused = (await rejection(
      openAiClient(tenant).chat.completions.create(hello('best')),
    )) as APIError;
    expect(refused.status).toBe(502);
    expect(refused.message).not.toMatch(/Incorrect|sk-wrong/);
    const marked = await until(
      async () => {
        const { last_test: test } = await registryOf(gateway).connections.get('Refused');
        return test?.ok === false ? test : undefined;
      },
      { what: 'the mark' },
    );
    expect(marked?.message).not.toContain('sk-wrong');
    expect(gateway.log.text).not.toContain('sk-wrong-secret');
    expect(gateway.log.text).toContain('refuses the credential of a connection');
  });

  describe('with limits', () => {
    it('gets 429 that names the limit, and when to come back', async () => {
      const tenant = await addTenant(gateway, 'limited');
      await assign(gateway, tenant, 'Main/gpt-4o', { alias: 'best', tps: 0.5, burst: 1 });
      expect(await statusOf(tenant, 'best')).toBe(200);
      const refused = (await rejection(
        openAiClient(tenant).chat.completions.create(hello('best')),
      )) as APIError;
      expect(refused.status).toBe(429);
      expect(refused.message).toMatch(/requests per second/);
      expect(Number(refused.headers?.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(upstream.chats).toHaveLength(1);
    });

    it('pays for the tokens that were really used, not for the estimate', async () => {
      const tenant = await addTenant(gateway, 'tokens');
      const limits = { tokens_per_second: 1, token_burst: 1_000 };
      await assign(gateway, tenant, 'Main/gpt-4o', { alias: 'best', ...limits });
      const call = { ...hello('best'), max_tokens: 900 };
      // The estimate is near the burst: only because each answer used little does the next one fit.
      for (let n = 0; n < 3; n++) expect(await statusOf(tenant, 'best', call)).toBe(200);
      upstream.next(
        answerText('x', { usage: { prompt_tokens: 10, completion_tokens: 3_000, total_tokens: 3_010 } }),
      );
      expect(await statusOf(tenant, 'best', call)).toBe(200);
      expect(await statusOf(tenant, 'best', call)).toBe(429);
    });
  });

  it('pays for the prompt of a call that it gave up', async () => {
    const tenant = await addTenant(gateway, 'impatient');
    await assign(gateway, tenant, 'Main/gpt-4o', { alias: 'best', tokens_per_second: 1, token_burst: 1_000 });
    const long = {
      ...hello('best'),
      max_tokens: 10,
      messages: [{ role: 'user', content: 'x'.repeat(2_800) }],
    };
    upstream.next(silence());
    const left = new AbortController();
    const call = fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(long),
      signal: left.signal,
    });
    await upstream.untilChat(1);
    left.abort();
    await rejection(call);
    await gateway.log.until((line) => line['key_name'] === 'impatient' && line['ended'] === 'caller_gone');
    expect(await statusOf(tenant, 'best', long)).toBe(429);
  });

  describe('beside an internal key', () => {
    it('which reaches every connection by connection/model', async () => {
      const { response } = await openAiClient(gateway)
        .chat.completions.create(hello('Second/gpt-4o'))
        .withResponse();
      expect(response.headers.get('x-llm-proxy-deployment')).toBe('Second/gpt-4o');
      expect(second.chats[0]?.json).toMatchObject({ model: 'gpt-4o' });
    });

    it('whose lists show the connections too', async () => {
      const { data } = await openAiClient(gateway).models.list();
      expect(data.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['mock-echo', 'Main/gpt-4o', 'Second/gpt-4o']),
      );
    });
  });

  function lineOf(requestId: string | null | undefined): Promise<object> {
    return gateway.log.until((line) => line['request_id'] === requestId && line['msg'] === 'call');
  }

  async function statusOf(tenant: Tenant, alias: string, body: object = hello(alias)): Promise<number> {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    await response.arrayBuffer();
    return response.status;
  }
});
