/** Every route of the OpenAPI document, called by one tenant for what is another's: nothing is seen, used or inferred. */
import type { OpenAPIObject } from '@nestjs/swagger';
import { answerText } from './support/upstream/answer-scripts';
import { call, get, postChat } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { aliasCalls, documentedCalls } from './support/documents/documented-calls';
import type { DocumentedCall } from './support/documents/documented-calls';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { addConnection, addTenant, assign } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';

const ADMIN_KEY = 'admin-key-of-the-tests';
const CREDENTIAL = 'sk-of-the-shops-connection';
/** What belongs to the shop alone: its alias, its connection, its model there. */
const FOREIGN = ['shop-alias', 'Shop-Connection/shop-model', 'shop-model'];
const NOBODYS = ['nobodys-alias', 'Nobodys-Connection/nobodys-model'];
/** Headers whose values differ from one answer to the next. */
const CHANGING = new Set([
  'content-length',
  'request-id',
  'date',
  'x-request-id',
  'x-trace-id',
  'traceparent',
]);
const HELLO = { model: 'shared', messages: [{ role: 'user', content: 'Hello' }] };

describe('a tenant', () => {
  let leaks: LeakCheck;
  let shops: FakeUpstream;
  let banks: FakeUpstream;
  let gateway: InProcessGateway;
  let shop: Tenant;
  let bank: Tenant;
  let calls: readonly DocumentedCall[];

  beforeAll(async () => {
    leaks = new LeakCheck();
    [shops, banks] = await Promise.all([FakeUpstream.start(), FakeUpstream.start()]);
    gateway = await startGateway({ settings: { ADMIN_KEY, LLM_MODE: 'direct', KEY_RPS: 0, ADDRESS_RPS: 0 } });
    shop = await addTenant(gateway, 'shop');
    bank = await addTenant(gateway, 'bank');
    const provider = { provider: 'openai', credential: CREDENTIAL };
    await addConnection(gateway, { ...provider, name: 'Shop-Connection', endpoint: shops.url }, 'shop-model');
    await addConnection(gateway, { ...provider, name: 'Bank-Connection', endpoint: banks.url }, 'bank-model');
    await assign(gateway, shop, 'Shop-Connection/shop-model', { alias: 'shop-alias' });
    await assign(gateway, shop, 'Shop-Connection/shop-model', { alias: 'shared', tps: 0.01, burst: 2 });
    await assign(gateway, bank, 'Bank-Connection/bank-model', { alias: 'bank-alias' });
    await assign(gateway, bank, 'Bank-Connection/bank-model', { alias: 'shared' });
    const document = (await get(gateway, '/openapi.json', { key: null })).json as OpenAPIObject;
    calls = documentedCalls(document);
  });
  afterEach(() => {
    shops.reset();
    banks.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all([shops.close(), banks.close()]);
    await leaks.released();
  });

  /** What can be told from an answer, without what every answer has of its own. */
  /** An answer, without the name that was asked for and what of the caller's own is nearest to it. */
  const seen = ({ status, headers, text }: CallAnswer, model: string): object => ({
    status,
    headers: Object.entries(headers).filter(([name]) => !CHANGING.has(name)),
    text: text
      .replace(/"(?:trace|request)_id":"[\w-]+"/, '')
      .replaceAll(model, 'the model asked for')
      .replace(/ Did you mean \\"[^"]*"\?/, ''),
  });
  const send = ({ method, path, body }: DocumentedCall): Promise<CallAnswer> =>
    call(gateway, method, path, { key: bank.key, ...(body !== undefined && { body }) });
  /** The same call for another model, wherever the route takes it. */
  const about = (one: DocumentedCall, model: string): DocumentedCall => ({
    ...one,
    path:
      one.template.replace(/\{(?:model|id)\}/, encodeURIComponent(model)) +
      (/\?.*$/.exec(one.path)?.[0] ?? ''),
    body: typeof one.body === 'object' && one.body !== null ? { ...one.body, model } : one.body,
  });

  it('gets one and the same refusal at every route, for what is another’s and for what is nobody’s', async () => {
    const forModels = [...calls, ...aliasCalls(calls)].filter(
      ({ route, body }) =>
        !/^\/(?:admin|v1\/conversations)\b/.test(route) && (body !== undefined || route.includes('{id}')),
    );
    expect(forModels.length).toBeGreaterThan(20);
    for (const one of forModels) {
      const [nobodys, ...others] = await Promise.all(
        [...NOBODYS, ...FOREIGN].map(async (model) => seen(await send(about(one, model)), model)),
      );
      const isOfModel = one.method === 'POST' && !one.template.includes('{id}');
      expect({ name: one.name, ...nobodys }).toMatchObject({ status: isOfModel ? 403 : 404 });
      for (const other of others)
        expect({ name: one.name, ...other }).toEqual({ name: one.name, ...nobodys });
    }
    expect(shops.requests).toHaveLength(0);
    expect(banks.requests).toHaveLength(0);
  });

  it('reads nothing of another anywhere, lists included', async () => {
    const lists = calls.filter(
      ({ method, route }) => method === 'GET' && !/\{|^\/(?:admin|metrics)/.test(route),
    );
    expect(lists.length).toBeGreaterThanOrEqual(5);
    for (const one of lists) {
      const { status, text, headers } = await send(one);
      expect([one.name, status]).toEqual([one.name, 200]);
      expect(text + JSON.stringify(headers)).not.toMatch(/shop/i);
    }
  });

  it('has no way into the admin API, whether what it asks for exists or not', async () => {
    const admin = calls.filter(({ route }) => route.startsWith('/admin/'));
    expect(admin.length).toBeGreaterThan(20);
    for (const one of admin) {
      const answer = await send(one);
      expect([one.name, answer.status]).toEqual([one.name, 403]);
      expect(answer.text).not.toMatch(/shop-/i);
    }
  });

  it('has what it was assigned under an alias that another has too: its model, its limits', async () => {
    shops.reply(answerText('from the shop'));
    banks.reply(answerText('from the bank'));
    for (let n = 0; n < 2; n += 1) expect((await postChat(shop, HELLO)).text).toContain('from the shop');
    expect((await postChat(shop, HELLO)).status).toBe(429);
    for (let n = 0; n < 5; n += 1) {
      const answer = await postChat(bank, HELLO);
      expect(answer.text).toContain('from the bank');
      expect(answer.headers['x-llm-proxy-deployment']).toBe('Bank-Connection/bank-model');
    }
    expect(shops.chats.map(({ model }) => model)).toEqual(['shop-model', 'shop-model']);
    expect(banks.chats).toHaveLength(5);
  });

  it.each([
    'fallbacks',
    'context_window_fallbacks',
    'models',
    'silent_model',
    'prompt_id',
    'auto_router_default_model',
    'Model',
    'MODEL',
    'fallback\u017f',
  ])('cannot have other models asked than its own by %s', async (field) => {
    for (const others of [{ [field]: ['shop-model'] }, { extra_body: { [field]: ['shop-model'] } }]) {
      for (const stream of [false, true]) {
        const answer = await postChat(bank, { ...HELLO, ...others, stream });
        expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(field)]);
      }
    }
    expect(banks.requests).toHaveLength(0);
  });

  it('has `fallbacks` refused in words on which Claude Code asks again without them', async () => {
    const { status, text } = await postChat(bank, { ...HELLO, fallbacks: [{ model: 'shop-model' }] });
    // It looks for these: https://platform.claude.com/docs/en/build-with-claude/refusals-and-fallback
    expect([status, /The `fallbacks?` parameter is not supported/.test(text)]).toEqual([400, true]);
  });

  it('has no copy of another model left in its body, whichever of two fields a provider reads', async () => {
    // The last one is the assigned model's own name at its provider, so that for most parsers nothing is to be changed.
    const copies = [
      '{"model":"shop-model","messages":[{"role":"user","content":"Hi"}],"model":"bank-model"}',
      `{"model":"shop-model","messages":[{"role":"user","content":"${'x'.repeat(80_000)}"}],"model":"bank-model"}`,
    ];
    await assign(gateway, bank, 'Bank-Connection/bank-model', { alias: 'bank-model' });
    banks.reply(answerText('from the bank'));
    for (const body of copies) {
      expect((await postChat(bank, body)).status).toBe(200);
      const sent = banks.requests.at(-1)?.body.toString();
      expect(sent?.match(/"model":"[\w-]+"/g)).toEqual(['"model":"bank-model"', '"model":"bank-model"']);
    }
  });

  it('learns nothing of what is behind its own alias when that fails, beyond the deployment’s name', async () => {
    await banks.down();
    const answer = await postChat(bank, HELLO);
    await banks.up();
    expect(answer.status).toBe(502);
    expect(answer.text + JSON.stringify(answer.headers)).not.toMatch(/127\.0\.0\.1|ECONN|sk-of|shop/i);
  });
});
