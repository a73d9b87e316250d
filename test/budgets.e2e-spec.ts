/** Budgets hold under concurrency, are charged truly, and are kept over a restart; reports say what was used. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerText } from './support/upstream/answer-scripts';
import { call, get, postChat, streamChat } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import type { Gateway } from './support/service/gateway';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { SocketClient } from './support/callers/socket-client';
import { StreamHandle } from './support/upstream/stream-handle';
import { until } from './support/observation/until';
import { Budgets } from '../src/ledger/budgets/budgets';
import { Ledger } from '../src/ledger/ledger';

const ADMIN = 'admin-key-of-the-budgets';
let upstream: FakeUpstream;
let gateway: InProcessGateway;
const dataDir = mkdtempSync(join(tmpdir(), 'llm-proxy-budgets-'));

const start = (settings: Record<string, string> = {}): Promise<InProcessGateway> =>
  startGateway({
    settings: {
      LLM_MODE: 'direct',
      DATA_DIR: dataDir,
      ADMIN_KEY: ADMIN,
      KEY_RPS: 0,
      MODEL_RPS: 0,
      ...settings,
    },
  });

beforeAll(async () => {
  upstream = await FakeUpstream.start();
  gateway = await start();
  await admin('POST', 'connections', {
    name: 'Main',
    provider: 'openai',
    endpoint: upstream.url,
    credential: 'sk-1',
  });
  // A dollar for a thousand tokens.
  await admin('POST', 'models', { connection: 'Main', name: 'm', prices: { input: 1000, output: 1000 } });
});
afterAll(async () => {
  await gateway.close();
  await upstream.close();
  rmSync(dataDir, { recursive: true, force: true });
});
afterEach(() => {
  upstream.reset();
});

async function admin(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const answer = await call(gateway, method, `/admin/${path}`, {
    key: ADMIN,
    ...(body !== undefined && { body }),
  });
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.text === '' ? {} : { ...(answer.json as object) };
}

async function addKey(name: string, group?: string): Promise<Gateway> {
  const { key } = await admin('POST', 'virtual-keys', { name, ...(group !== undefined && { group }) });
  await admin('POST', 'assignments', { virtual_key: name, model: 'Main/m', alias: 'a' });
  return { ...gateway, key: String(key) };
}

const usage = (tokens: number) => ({
  usage: { prompt_tokens: tokens - 20, completion_tokens: 20, total_tokens: tokens },
});
/** May use 20 tokens of answer, and about 30 of prompt. */
const ASKED = { model: 'a', max_tokens: 20, messages: [{ role: 'user', content: 'x'.repeat(40) }] };

it('are never passed by what was reserved, however many call at once through two keys of a group', async () => {
  await admin('POST', 'groups', { name: 'team' });
  const keys = [await addKey('one', 'team'), await addKey('two', 'team')];
  await admin('POST', 'budgets', { group: 'team', amount: 1, period: 'day' });
  // Less than it may use: 40 tokens, 0.04 dollars.
  upstream.reply(answerText('yes', { ...usage(40), delayMs: 5 }));
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, client) =>
      postChat(keys[client % 2] ?? gateway, { ...ASKED, stream: client % 4 === 0 }),
    ),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(32);
  expect(refused[0]?.headers).toMatchObject({
    'x-llm-proxy-error': 'BUDGET_EXCEEDED',
    'x-should-retry': 'false',
  });
  expect(refused[0]?.error).toMatchObject({ type: 'insufficient_quota', code: 'insufficient_quota' });
  expect(refused[0]?.error['message']).toMatch(
    /^The budget of the group team has not enough left: this call may use \$0\.0\d+, and \$.* of \$1\.00 this day is used\..* It renews at /,
  );
  // What is settled makes room again, up to the last cent.
  for (let more = 0; more < 64; more++) await postChat(keys[more % 2] ?? gateway, ASKED);
  const served = upstream.chats.length;
  expect(served * 0.04).toBeLessThanOrEqual(1);
  expect(served * 0.04).toBeGreaterThan(0.9);

  const metrics = (await get(gateway, '/metrics')).text;
  expect(metrics).toMatch(
    /^llm_proxy_budget_used_share\{budget="budget_\w+",owner="group",name="team"\} (?:0\.9|1)/m,
  );
  expect(metrics).toContain('llm_proxy_budget_reservations_open 0\n');
  await gateway.app.get(Ledger).settled();
  const report = await admin('GET', 'usage?group_by=group');
  expect(report['data']).toEqual([
    expect.objectContaining({
      group: { group: 'team' },
      calls: served,
      cost_usd: served * 0.04,
      charged_usd: served * 0.04,
    }),
  ]);
});

it('tell what was used, what calls that run have reserved, what is left and when they renew, also after a restart', async () => {
  const key = await addKey('watched');
  const { id: dollars } = await admin('POST', 'budgets', { key: 'watched', amount: 1, period: 'month' });
  const { id: tokens } = await admin('POST', 'budgets', {
    key: 'watched',
    unit: 'tokens',
    amount: 1000,
    raise: { amount: 2000, until: '2999-01-01T00:00:00Z' },
    period: 'day',
    rolling: true,
    hard: false,
  });
  const use = async (id: unknown): Promise<Record<string, unknown>> => admin('GET', `budgets/${String(id)}`);
  const now = new Date();
  const renews_at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)).toISOString();
  expect(await use(dollars)).toMatchObject({ used: 0, reserved: 0, remaining: 1, renews_at });
  expect(await use(tokens)).toMatchObject({ used: 0, reserved: 0, remaining: 2000, renews_at: null });

  upstream.reply(answerText('yes', usage(40)));
  expect((await postChat(key, ASKED)).status).toBe(200);
  const running = new StreamHandle();
  upstream.next(running.script);
  const stream = streamChat(gateway, ASKED, { key: key.key });
  await running.opened;
  const held = await use(dollars);
  const reserved = Number(held['reserved']);
  expect(held).toMatchObject({ used: 0.04, remaining: Number((0.96 - reserved).toFixed(9)) });
  expect(reserved).toBeGreaterThanOrEqual(0.03);
  expect(reserved).toBeLessThan(0.1);
  const ofTokens = await use(tokens);
  expect(ofTokens).toMatchObject({ used: 40, reserved: Math.round(reserved * 1000) });

  const { data } = await admin('GET', 'budgets?limit=1000');
  expect(data).toEqual(expect.arrayContaining([held, ofTokens]));
  const own = await get(gateway, '/v1/key', { key: key.key });
  const figures = { used: 0.04, reserved, remaining: held['remaining'], renews_at };
  expect((own.json as { budgets: object[] }).budgets).toEqual(
    expect.arrayContaining([expect.objectContaining({ unit: 'usd', amount: 1, ...figures })]),
  );
  await running.finish('stop', usage(40).usage);
  await running.done();
  await stream.ended;
  await until(async () => (await use(dollars))['reserved'] === 0, {
    what: 'the reservation to be given back',
  });
  const settled = await use(dollars);
  expect(settled).toMatchObject({ used: 0.08, remaining: 0.92 });

  await gateway.app.close();
  gateway = await start();
  expect(await use(dollars)).toEqual(settled);
  await admin('POST', `budgets/${String(dollars)}/reset`);
  expect(await use(dollars)).toMatchObject({ used: 0, remaining: 1 });
});

it('are kept over a restart', async () => {
  const { key } = await addKey('kept');
  await admin('POST', 'budgets', { key: 'kept', unit: 'calls', amount: 2, period: 'ever' });
  const as = (): Gateway => ({ ...gateway, key });
  expect((await postChat(as(), ASKED)).status).toBe(200);
  expect((await postChat(as(), ASKED)).status).toBe(200);
  await gateway.app.close();
  gateway = await start();
  expect((await postChat(as(), ASKED)).status).toBe(429);
  await admin('POST', 'budgets/kept/reset');
  expect((await postChat(as(), ASKED)).status).toBe(200);
});

it('that are soft refuse nothing, and a corrected price changes the report and not what was charged', async () => {
  const soft = await addKey('soft');
  await admin('POST', 'budgets', { key: 'soft', amount: 0.01, period: 'month', hard: false });
  upstream.reply(answerText('yes', usage(100)));
  expect((await postChat(soft, ASKED)).status).toBe(200);
  expect((await postChat(soft, ASKED)).status).toBe(200);
  const prices = { input: 2000, output: 2000 };
  await admin('POST', 'prices', { target: 'Main/m', valid_from: '2026-01-01T00:00:00Z', prices });
  await gateway.app.get(Ledger).settled();
  const report = await admin('GET', 'usage?group_by=key&key=soft');
  expect(report['data']).toEqual([expect.objectContaining({ calls: 2, cost_usd: 0.4, charged_usd: 0.2 })]);
});

it('count on where their group is renamed or moved, and what it used before counts for it alone', async () => {
  await admin('POST', 'groups', { name: 'old' });
  await admin('POST', 'groups', { name: 'home' });
  const key = await addKey('mover', 'old');
  const budget = { unit: 'calls', amount: 2, period: 'month' };
  await admin('POST', 'budgets', { group: 'old', ...budget });
  await admin('POST', 'budgets', { group: 'home', ...budget });
  const ask = async (as: Gateway): Promise<number> => {
    const { status } = await postChat(as, ASKED);
    await gateway.app.get(Budgets).refresh();
    return status;
  };
  expect(await ask(key)).toBe(200);
  await admin('PATCH', 'groups/old', { name: 'new' });
  expect([await ask(key), await ask(key)]).toEqual([200, 429]);
  await admin('PATCH', 'groups/new', { parent: 'home' });
  expect(await ask(key)).toBe(429);
  await admin('POST', 'budgets/home%2Fnew/reset');
  // It was used up before it came here, which is not its new parent's matter.
  expect([await ask(key), await ask(key), await ask(key)]).toEqual([200, 200, 429]);
  await gateway.app.close();
  gateway = await start();
  expect(await ask({ ...gateway, key: key.key })).toBe(429);
});

it('count the calls by each name that an alias with * matches, also what was used before', async () => {
  const { key } = await admin('POST', 'virtual-keys', { name: 'patterns' });
  await admin('POST', 'assignments', { virtual_key: 'patterns', model: 'Main/m', alias: '*' });
  const caller = { ...gateway, key: String(key) };
  const ask = async (model: string): Promise<number> => (await postChat(caller, { ...ASKED, model })).status;
  for (const model of ['claude-a_b', 'Claude-c', 'claude-axb', 'gpt']) expect(await ask(model)).toBe(200);
  const budget = { key: 'patterns', unit: 'calls', period: 'year' };
  await admin('POST', 'budgets', { ...budget, amount: 3, aliases: ['claude-*'] });
  await admin('POST', 'budgets', { ...budget, amount: 2, aliases: ['*-a_b', 'g*t'] });
  expect([await ask('gpt'), await ask('Claude-c'), await ask('claude-d')]).toEqual([429, 200, 200]);
  expect([await ask('claude-d'), await ask('o3')]).toEqual([429, 200]);
});

describe('that refuse', () => {
  let used: Gateway;

  beforeAll(async () => {
    used = await addKey('used');
    await admin('POST', 'budgets', { key: 'used', unit: 'calls', amount: 1, period: 'ever' });
    expect((await postChat(used, ASKED)).status).toBe(200);
  });

  const MESSAGE =
    'The budget of this key is used up: 1 call of 1 call in all. It does not renew: ask its owner to raise it.';
  const OF_OPENAI = { error: { type: 'insufficient_quota', code: 'insufficient_quota', message: MESSAGE } };

  it.each([
    ['/v1/chat/completions', ASKED, OF_OPENAI],
    ['/v1/chat/completions', { ...ASKED, stream: true }, OF_OPENAI],
    ['/v1/responses', { model: 'a', input: 'Hello' }, OF_OPENAI],
    ['/v1/messages', ASKED, { type: 'error', error: { type: 'billing_error', message: MESSAGE } }],
    [
      '/v1beta/models/a:generateContent',
      { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] },
      { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: MESSAGE } },
    ],
    [
      '/v1beta/models/a:streamGenerateContent?alt=sse',
      { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] },
      { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: MESSAGE } },
    ],
    ['/v1/messages', { ...ASKED, stream: true }, { error: { type: 'billing_error', message: MESSAGE } }],
    ['/v1/embeddings', { model: 'a', input: 'Hello' }, OF_OPENAI],
    ['/llm/chat', ASKED, { error: { code: 'BUDGET_EXCEEDED', message: MESSAGE } }],
  ])('answer %s in its own form', async (path, body, expected) => {
    const { status, headers, json } = await postChat(used, body, { path });
    expect(status).toBe(429);
    expect(json).toMatchObject(expected);
    expect(headers).toMatchObject({ 'x-llm-proxy-error': 'BUDGET_EXCEEDED', 'x-should-retry': 'false' });
    expect(headers).not.toHaveProperty('retry-after');
  });

  it.each([
    ['for ever', 'ever', 86_400],
    ['of a year', 'year', undefined],
  ])(
    "tell Gemini's clients of a long wait where it is one %s: without one its CLI asks on for minutes",
    async (_what, period, seconds) => {
      const key = await addKey(period);
      await admin('POST', 'budgets', { key: period, unit: 'calls', amount: 1, period });
      const body = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] };
      const path = '/v1beta/models/a:generateContent';
      expect((await postChat(key, body, { path })).status).toBe(200);
      const { json } = await postChat(key, body, { path });
      const { error } = json as { error: { details: readonly { retryDelay?: string; reason?: string }[] } };
      const wait = Number.parseFloat(
        error.details.find(({ retryDelay }) => retryDelay !== undefined)?.retryDelay ?? '',
      );
      const untilNewYear = (Date.UTC(new Date().getUTCFullYear() + 1, 0) - Date.now()) / 1_000;
      expect(Math.abs(wait - (seconds ?? untilNewYear))).toBeLessThan(60);
    },
  );

  it('answer each turn of a WebSocket, which goes on', async () => {
    const socket = await SocketClient.open(used);
    for (let turns = 0; turns < 2; turns++) {
      expect(await socket.turn({ model: 'a', input: 'Hello' })).toMatchObject([
        { type: 'error', status: 429, ...OF_OPENAI },
      ]);
    }
    socket.socket.close();
  });

  it('say when to come back where that is within a minute', async () => {
    const soon = await addKey('soon');
    await admin('POST', 'budgets', { key: 'soon', unit: 'calls', amount: 1, period: 'minute' });
    // The minute may end between two calls.
    const refused = await until(
      async () => {
        const answer = await postChat(soon, ASKED);
        return answer.status === 429 ? answer : undefined;
      },
      { what: 'a refusal' },
    );
    expect(Number(refused?.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(refused?.headers['x-should-retry']).toBe('false');
  });

  it('let calls through while they are raised, and no longer', async () => {
    await admin('PATCH', 'budgets/used', {
      raise: { amount: 2, until: new Date(Date.now() + 3_600_000).toISOString() },
    });
    expect((await postChat(used, ASKED)).status).toBe(200);
    expect((await postChat(used, ASKED)).status).toBe(429);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_700_000);
    try {
      await admin('POST', 'budgets/used/reset');
      expect((await postChat(used, ASKED)).status).toBe(200);
      expect((await postChat(used, ASKED)).error['message']).toContain('1 call of 1 call');
    } finally {
      clock.mockRestore();
    }
  });
});

it('call another alias when they are used up and say so, and refuse where that one is used up too', async () => {
  const down = await addKey('down');
  await admin('POST', 'models', { connection: 'Main', name: 'little', prices: { input: 1, output: 1 } });
  await admin('POST', 'assignments', { virtual_key: 'down', model: 'Main/little', alias: 'small' });
  const budget = { key: 'down', unit: 'calls', amount: 1, period: 'ever' };
  const slip = { ...budget, on_exhausted: { downgrade: 'smal' } };
  const refused = await call(gateway, 'POST', '/admin/budgets', { key: ADMIN, body: slip });
  expect([refused.status, refused.error['param'], refused.error['message']]).toEqual([
    400,
    'on_exhausted',
    "The key has no alias 'smal' (did you mean small?). Assign it first.",
  ]);
  await admin('POST', 'budgets', { ...budget, on_exhausted: { downgrade: 'small' } });
  await admin('POST', 'budgets', { ...budget, amount: 2, aliases: ['small'] });
  const seen: unknown[] = [];
  for (let turn = 0; turn < 4; turn++) {
    const { status, headers } = await postChat(down, ASKED);
    seen.push([status, headers['x-llm-proxy-downgraded-to']]);
  }
  expect(seen).toEqual([
    [200, undefined],
    [200, 'small'],
    [200, 'small'],
    [429, undefined],
  ]);
  expect(upstream.chats.map(({ model }) => model)).toEqual(['m', 'little', 'little']);
  await gateway.app.get(Ledger).settled();
  const report = await admin('GET', 'usage?group_by=alias&key=down');
  expect(report['data']).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ group: { alias: 'a' }, calls: 1 }),
      expect.objectContaining({ group: { alias: 'small' }, calls: 2 }),
    ]),
  );
});

it('tell of 50, 80 and 100 percent once, in the log and by webhook, also after a restart', async () => {
  const posted: string[] = [];
  const receiver = createServer((request, response) => {
    request.on('data', (text: Buffer) =>
      posted.push(String((JSON.parse(text.toString()) as { text: unknown }).text)),
    );
    request.on('end', () => response.end());
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await gateway.app.close();
  gateway = await start({ ALERT_WEBHOOK: url });
  const { key } = await addKey('told');
  await admin('POST', 'budgets', { key: 'told', unit: 'calls', amount: 4, period: 'ever', hard: false });
  const calls = async (count: number): Promise<void> => {
    for (let call = 0; call < count; call++)
      expect((await postChat({ ...gateway, key }, ASKED)).status).toBe(200);
  };
  await calls(3);
  await until(() => posted.length > 0, { what: 'the alert of 50 percent' });
  const lines = gateway.log.lines.filter(({ alert }) => alert === true);
  await gateway.app.close();
  gateway = await start({ ALERT_WEBHOOK: url });
  await calls(2);
  await until(() => posted.length > 2, { what: 'the other two alerts' });
  expect(posted.sort()).toEqual([
    'The budget of the key told is used up to 100 percent: 4 calls of 4 calls in all.',
    'The budget of the key told is used up to 50 percent: 2 calls of 4 calls in all.',
    'The budget of the key told is used up to 80 percent: 4 calls of 4 calls in all.',
  ]);
  expect(lines.map(({ msg }) => msg)).toEqual(['A budget is used up to 50 percent.']);
  receiver.closeAllConnections();
  receiver.close();
});

it('that roll tell of a share anew when their time has passed', async () => {
  const rolls = await addKey('rolls');
  const { id } = await admin('POST', 'budgets', {
    ...{ key: 'rolls', unit: 'calls', amount: 2, period: 'minute', rolling: true, hard: false },
  });
  const told = (): number =>
    gateway.log.lines.filter(
      ({ budget, msg }) => budget === id && msg === 'A budget is used up to 50 percent.',
    ).length;
  expect((await postChat(rolls, ASKED)).status).toBe(200);
  await until(() => told() === 1, { what: 'the first alert' });
  const real = Date.now;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => real() + 120_000);
  try {
    expect((await postChat(rolls, ASKED)).status).toBe(200);
    await until(() => told() === 2, { what: 'the second alert' });
  } finally {
    clock.mockRestore();
  }
});

it('take nothing for usual of an answer that was made before', async () => {
  const repeats = await addKey('repeats');
  await admin('POST', 'budgets', { key: 'repeats', amount: 9, period: 'ever' });
  upstream.reply(answerText('long', usage(920)));
  const headers = { 'idempotency-key': 'once' };
  for (let turn = 0; turn < 4; turn++) expect((await postChat(repeats, ASKED, { headers })).status).toBe(200);
  expect(upstream.chats).toHaveLength(1);
  await admin('PATCH', 'budgets/repeats', { amount: 3 });
  expect((await postChat(repeats, ASKED)).error['message']).toMatch(
    / this call may use \$1\.84, and \$1\.84 of \$3\.00 /,
  );
});

it('that are used up let the answer of an earlier call through, which costs nothing, and no call of another key or body', async () => {
  await admin('POST', 'groups', { name: 'again' });
  const again = await addKey('again', 'again');
  await admin('POST', 'budgets', { group: 'again', unit: 'calls', amount: 2, period: 'ever' });
  upstream.reply(answerText('yes', usage(40)));
  const ask = (key: string, body: object = ASKED) =>
    postChat(again, body, { headers: { 'idempotency-key': key } });
  const stream = { ...ASKED, stream: true };
  for (const [key, body] of [['first', ASKED] as const, ['second', stream] as const])
    expect((await ask(key, body)).status).toBe(200);
  const replays = [await ask('first'), await ask('first', stream), await ask('second', stream)];
  expect(replays.map(({ status, headers }) => [status, headers['x-llm-proxy-replayed']])).toEqual(
    replays.map(() => [200, 'true']),
  );
  for (const body of [ASKED, stream]) {
    const refused = await ask('third', body);
    expect([refused.status, refused.error['code']]).toEqual([429, 'insufficient_quota']);
    expect(refused.headers).toMatchObject({
      'x-llm-proxy-error': 'BUDGET_EXCEEDED',
      'x-should-retry': 'false',
    });
  }
  expect((await ask('first', { ...ASKED, max_tokens: 21 })).status).toBe(422);
  expect(upstream.chats).toHaveLength(2);
  await gateway.app.get(Ledger).settled();
  const { total, refused } = await admin('GET', 'usage?group=again');
  expect(total).toMatchObject({ calls: 5, input_tokens: 40, output_tokens: 40 });
  expect(refused).toEqual(
    expect.arrayContaining([expect.objectContaining({ code: 'BUDGET_EXCEEDED', count: 2 })]),
  );
  await admin('DELETE', 'budgets/again');
  expect((await ask('third')).status).toBe(200);
});

it('reserve what answers of a model usually take where a request sets no limit, also after a restart', async () => {
  await admin('POST', 'models', { connection: 'Main', name: 'long', prices: { input: 1000, output: 1000 } });
  const add = async (name: string): Promise<Gateway> => {
    const { key } = await admin('POST', 'virtual-keys', { name });
    await admin('POST', 'assignments', { virtual_key: name, model: 'Main/long', alias: 'long' });
    await admin('POST', 'budgets', { key: name, amount: 1.5, period: 'ever' });
    return { ...gateway, key: String(key) };
  };
  const open = { model: 'long', messages: ASKED.messages };
  const writer = await add('writer');
  const counted = { prompt_tokens: 20, completion_tokens: 900, total_tokens: 920 };
  upstream.reply(answerText('long', { usage: counted }));
  expect((await postChat(writer, open)).status).toBe(200);
  await gateway.app.get(Ledger).settled();
  await gateway.app.close();
  gateway = await start();
  const fresh = await add('fresh');
  // Two at once would have fit with 256 tokens each.
  await admin('PATCH', 'budgets/fresh', { amount: 0.9 });
  const refused = await postChat(fresh, open);
  expect([refused.status, refused.error['message']]).toEqual([
    429,
    expect.stringMatching(/ this call may use \$0\.9\d+, and \$0\.0000 of \$0\.9000 in all is used/),
  ]);
  // What its own calls use is known too, whatever limit they set.
  const own = await postChat({ ...gateway, key: writer.key }, { ...open, max_tokens: 1 });
  expect([own.status, own.error['message']]).toEqual([
    429,
    expect.stringMatching(/ this call may use \$0\.9200, /),
  ]);
  expect((await postChat(fresh, { ...open, max_tokens: 20 })).status).toBe(200);
});

it.each([
  ['amount', { key: 'soft', amount: -1 }],
  ['amount', { key: 'soft', amount: 0 }],
  ['amount', { key: 'soft' }],
  ['amount', { key: 'soft', amount: 1.5, unit: 'calls' }],
  ['amount', { key: 'soft', amount: 0.5, unit: 'tokens' }],
  [
    'raise.amount',
    { key: 'soft', amount: 1, unit: 'calls', raise: { amount: 2.5, until: '2099-01-01T00:00:00Z' } },
  ],
  ['period', { key: 'soft', amount: 1, period: 'fortnight' }],
  ['unit', { key: 'soft', amount: 1, unit: 'eur' }],
  ['group', { amount: 1 }],
  ['on_exhausted', { key: 'soft', amount: 1, on_exhausted: { refuse: true } }],
  ['on_exhausted', { key: 'soft', amount: 1, hard: false, on_exhausted: { downgrade: 'a' } }],
  ['on_exhausted', { key: 'soft', amount: 1, on_exhausted: { downgrade: 'no-such-alias' } }],
])('with a wrong %s are refused, naming it', async (param, body) => {
  const answer = await call(gateway, 'POST', '/admin/budgets', { key: ADMIN, body });
  expect([answer.status, answer.error['param']]).toEqual([400, param]);
});
