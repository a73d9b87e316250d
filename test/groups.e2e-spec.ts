/** A key and the groups above it say together what its calls may do; a key learns that of itself, and of nobody else. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../src/ledger/ledger';
import { answerText, json, providerError, whole } from './support/upstream/answer-scripts';
import { call, get, postChat } from './support/callers/chat-request';
import { CommandLine } from './support/processes/command-line';
import { FakeUpstream } from './support/upstream/fake-upstream';
import type { Gateway, InProcessGateway } from './support/service/gateway';
import { startGateway } from './support/service/gateway';
import { until } from './support/observation/until';

const ADMIN = 'admin-key-of-the-groups';
let upstream: FakeUpstream;
let gateway: InProcessGateway;
const dataDir = mkdtempSync(join(tmpdir(), 'llm-proxy-groups-'));

beforeAll(async () => {
  upstream = await FakeUpstream.start();
  gateway = await startGateway({
    settings: {
      LLM_MODE: 'direct',
      DATA_DIR: dataDir,
      ADMIN_KEY: ADMIN,
      KEY_RPS: 0,
      MODEL_RPS: 0,
      TRUSTED_PROXIES: 'loopback',
    },
  });
  await admin('POST', 'connections', {
    name: 'Main',
    provider: 'openai',
    endpoint: upstream.url,
    credential: 'sk-1',
  });
  await admin('POST', 'models', {
    connection: 'Main',
    name: 'm',
    context_length: 32_000,
    prices: { input: 1000, output: 2000, cached_input: 500 },
  });
  await admin('POST', 'models', { connection: 'Main', name: 'n', prices: { input: 1, output: 1 } });
  await admin('POST', 'groups', { name: 'acme' });
  await admin('POST', 'groups', { name: 'search', parent: 'acme' });
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

/** A key of a group with the alias `a`. */
async function addKey(name: string, group?: string): Promise<Gateway> {
  const { key } = await admin('POST', 'virtual-keys', { name, ...(group !== undefined && { group }) });
  await admin('POST', 'assignments', { virtual_key: name, model: 'Main/m', alias: 'a' });
  return { ...gateway, key: String(key) };
}

const ASKED = { model: 'a', max_tokens: 20, messages: [{ role: 'user', content: 'x' }] };
const used = (prompt: number, answer: number) => ({
  usage: { prompt_tokens: prompt, completion_tokens: answer, total_tokens: prompt + answer },
});

describe('what a key learns of itself', () => {
  it('is what it may call at which price, what it has left, and when it expires', async () => {
    const mine = await addKey('mine', 'acme/search');
    await admin('PATCH', 'virtual-keys/mine', { expires_at: '2099-01-01T00:00:00Z' });
    await admin('POST', 'assignments', { virtual_key: 'mine', model: 'Main/n', alias: 'b', tps: 5 });
    await admin('POST', 'budgets', { key: 'mine', unit: 'calls', amount: 3, period: 'ever' });
    await admin('POST', 'budgets', { group: 'acme', amount: 1, period: 'ever' });
    upstream.reply(answerText('yes', used(60, 20)));
    expect((await postChat(mine, ASKED)).status).toBe(200);
    const own = await get(mine, '/v1/key');
    expect(own.json).toMatchObject({
      object: 'key',
      name: 'mine',
      kind: 'virtual',
      group: 'acme/search',
      expires_at: '2099-01-01T00:00:00.000Z',
      budgets: [
        { of: 'key', unit: 'calls', amount: 3, remaining: 2, hard: true, renews_at: null },
        { of: 'group', unit: 'usd', amount: 1, remaining: 0.9 },
      ],
      aliases: [
        {
          alias: 'a',
          context_length: 32_000,
          prices: { input: 1000, output: 2000, cached_input: 500 },
          requests_per_second: null,
        },
        { alias: 'b', prices: { input: 1, output: 1 }, requests_per_second: 5 },
      ],
    });
    expect(own.text).not.toMatch(/Main|sk-1/);
    await admin('DELETE', 'budgets/acme');
  });

  it('is its own use, whatever other keys used', async () => {
    const other = await addKey('other', 'acme/search');
    const own = await addKey('own', 'acme/search');
    upstream.reply(answerText('yes', used(10, 5)));
    for (let calls = 0; calls < 3; calls++) await postChat(other, ASKED);
    await postChat(own, ASKED);
    await gateway.app.get(Ledger).settled();
    const report = await get(own, '/v1/usage?group_by=day,alias');
    expect(report.json).toMatchObject({
      data: [{ group: { alias: 'a' }, calls: 1, input_tokens: 10, output_tokens: 5, cost_usd: 0.02 }],
      total: { calls: 1 },
    });
    // What is not on the hour is summed from the rows.
    const rows = await get(own, '/v1/usage?since=2026-01-01T00:00:01Z');
    expect(rows.json).toMatchObject({ data: [{ group: { alias: 'a' }, calls: 1 }] });
    for (const path of ['/v1/usage', '/v1/key'])
      expect((await get(own, path, { key: null })).status).toBe(401);
    // A name of the settings' keys is no other key's.
    expect((await get(gateway, '/v1/usage')).json).toMatchObject({ total: { calls: 0 } });
  });

  it.each([
    ['group_by', 'group_by=key'],
    ['group_by', 'group_by=deployment'],
    ['key', 'key=other'],
    ['group', 'group=acme'],
    ['since', 'since=yesterday'],
  ])('is not to be had by a wrong %s', async (param, query) => {
    const answer = await get(gateway, `/v1/usage?${query}`);
    expect([answer.status, answer.error['param']]).toEqual([400, param]);
  });
});

describe('a group', () => {
  it('limits all of its keys together, also those of the groups below it', async () => {
    await admin('POST', 'groups', { name: 'few', requests_per_day: 3 });
    await admin('POST', 'groups', { name: 'fewer', parent: 'few', requests_per_minute: 2 });
    const [above, below] = [await addKey('above', 'few'), await addKey('below', 'few/fewer')];
    upstream.reply(answerText('yes', used(10, 5)));
    const ask = async (key: Gateway): Promise<number> => (await postChat(key, ASKED)).status;
    expect([await ask(below), await ask(below), await ask(below)]).toEqual([200, 200, 429]);
    expect([await ask(above), await ask(above)]).toEqual([200, 429]);
    const refused = await postChat(above, ASKED);
    expect(refused.error['message']).toMatch(/of this key's group: 3 requests a day\. Try again in /);
    expect(refused.headers).toMatchObject({ 'x-llm-proxy-error': 'RATE_LIMIT' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(1);
    // What calls no model is not counted.
    expect((await get(below, '/v1/key')).json).toMatchObject({
      limits: [
        { of: 'group', limit: 'requests_per_minute', amount: 2 },
        { of: 'group', limit: 'requests_per_day', amount: 3 },
      ],
    });
    expect(upstream.chats).toHaveLength(3);
  });

  it('limits tokens: reserved before a call, corrected by what it used', async () => {
    await admin('POST', 'groups', { name: 'tokens', tokens_per_day: 100 });
    const key = await addKey('of tokens', 'tokens');
    upstream.reply(answerText('yes', used(50, 10)));
    expect((await postChat(key, ASKED)).status).toBe(200);
    // 40 are left, and this may use more.
    const refused = await postChat(key, { ...ASKED, max_tokens: 60 });
    expect([refused.status, refused.headers['x-ratelimit-remaining-tokens']]).toEqual([429, '40']);
    await admin('PATCH', 'groups/tokens', { tokens_per_day: null });
    expect((await postChat(key, { ...ASKED, max_tokens: 60 })).status).toBe(200);
  });

  it('limits calls at once, and a call that its caller left makes room', async () => {
    await admin('POST', 'groups', { name: 'narrow', max_concurrent: 1 });
    const [one, other] = [await addKey('narrow one', 'narrow'), await addKey('narrow other', 'narrow')];
    // Answers nothing until its caller leaves.
    upstream.reply(() => undefined);
    const held = new AbortController();
    const first = postChat(one, ASKED, { signal: held.signal }).catch(() => undefined);
    await until(() => upstream.chats.length === 1, { what: 'the call that is held' });
    const refused = await postChat(other, ASKED);
    expect([refused.status, refused.error['message']]).toEqual([
      429,
      "Limit reached of this key's group: 1 call at once. Try again when one has ended.",
    ]);
    held.abort();
    await first;
    upstream.reply(answerText('yes', used(1, 1)));
    await until(async () => (await postChat(other, ASKED)).status === 200, { what: 'room for a call' });
  });

  it('is reached from its networks and by its doors, and a key has to be allowed by all above it', async () => {
    await admin('POST', 'groups', { name: 'inside', allowed_addresses: ['203.0.113.0/24', '2001:db8::/32'] });
    const key = await addKey('inside', 'inside');
    await admin('PATCH', 'virtual-keys/inside', { allowed_addresses: ['203.0.113.7', '192.0.2.1'] });
    await admin('PATCH', 'groups/inside', { allowed_doors: ['chat', 'responses'] });
    await admin('PATCH', 'virtual-keys/inside', { allowed_doors: ['chat', 'messages'] });
    upstream.reply(answerText('yes', used(10, 5)));
    const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
    expect((await postChat(key, ASKED, from('203.0.113.7'))).status).toBe(200);
    for (const address of ['203.0.113.8', '192.0.2.1', '2001:db8::1', '127.0.0.1']) {
      const refused = await postChat(key, ASKED, from(address));
      expect([address, refused.status, refused.headers['x-llm-proxy-error']]).toEqual([
        address,
        403,
        'FORBIDDEN',
      ]);
      expect((await get(key, '/v1/models', from(address))).status).toBe(403);
    }
    const inside = from('203.0.113.7');
    const messages = { ...ASKED, max_tokens: 5 };
    expect((await postChat(key, messages, { path: '/v1/messages', ...inside })).status).toBe(403);
    expect(
      (await postChat(key, { model: 'a', input: 'x' }, { path: '/v1/responses', ...inside })).status,
    ).toBe(403);
    const embed = await postChat(key, { model: 'a', input: 'x' }, { path: '/v1/embeddings', ...inside });
    expect(embed.error['message']).toBe(
      "This key may not use this route: its owner does not allow the door 'embeddings'.",
    );
    expect((await get(key, '/v1/key', inside)).json).toMatchObject({ doors: ['chat'] });
  });

  it('that is disabled disables its keys at once', async () => {
    await admin('POST', 'groups', { name: 'off' });
    await admin('POST', 'groups', { name: 'below', parent: 'off' });
    const key = await addKey('off', 'off/below');
    expect((await get(key, '/v1/models')).status).toBe(200);
    await admin('PATCH', 'groups/off', { enabled: false });
    expect((await get(key, '/v1/models')).status).toBe(401);
    await admin('PATCH', 'groups/off', { enabled: true });
    expect((await get(key, '/v1/models')).status).toBe(200);
  });

  it('lends its aliases to the keys in it and below it, and the one nearer to the key counts', async () => {
    await admin('POST', 'groups', { name: 'lends' });
    await admin('POST', 'groups', { name: 'inner', parent: 'lends' });
    const assign = (owner: object, model: string, alias: string) =>
      admin('POST', 'assignments', { ...owner, model, alias });
    await assign({ group: 'lends' }, 'Main/m', 'big');
    await assign({ group: 'lends' }, 'Main/m', 'claude-*');
    await assign({ group: 'lends/inner' }, 'Main/n', 'big');
    const { key: text } = await admin('POST', 'virtual-keys', { name: 'borrower', group: 'lends/inner' });
    const key = { ...gateway, key: String(text) };
    upstream.reply(answerText('yes', used(1, 1)));
    const servedBy = async (model: string): Promise<unknown> =>
      (await postChat(key, { ...ASKED, model })).headers['x-llm-proxy-deployment'];
    expect(await servedBy('big')).toBe('Main/n');
    expect(await servedBy('claude-x')).toBe('Main/m');
    expect((await get(key, '/v1/key')).json).toMatchObject({
      aliases: [
        { alias: 'big', prices: { input: 1 } },
        { alias: 'claude-*', prices: { input: 1000 } },
      ],
    });
    expect((await get(key, '/v1/models')).json).toMatchObject({ data: [{ id: 'big' }] });
    await assign({ virtual_key: 'borrower' }, 'Main/m', 'big');
    expect(await servedBy('big')).toBe('Main/m');
    await admin('DELETE', 'assignments/borrower%2Fbig');
    await admin('DELETE', 'assignments/lends%2Finner%2Fbig');
    expect(await servedBy('big')).toBe('Main/m');
    await admin('PATCH', 'assignments/lends%2Fbig', { alias: 'large' });
    expect([await servedBy('big'), await servedBy('large')]).toEqual([undefined, 'Main/m']);
    expect(await admin('GET', 'assignments?group=lends')).toMatchObject({
      data: [
        { group_path: 'lends', virtual_key_id: null, alias: 'large', model_name: 'Main/m' },
        { alias: 'claude-*' },
      ],
    });
    await admin('DELETE', 'groups/lends?force=true');
    expect(await servedBy('large')).toBeUndefined();
  });

  it.each([{}, { virtual_key: 'mine', group: 'acme' }])(
    'is assigned to alone: %j is refused',
    async (owner) => {
      const body = { ...owner, model: 'Main/m', alias: 'x' };
      const answer = await call(gateway, 'POST', '/admin/assignments', { key: ADMIN, body });
      expect([answer.status, answer.error['param']]).toEqual([400, 'virtual_key']);
    },
  );

  it('that a key leaves limits it no more', async () => {
    await admin('POST', 'groups', { name: 'left', requests_per_day: 1 });
    const key = await addKey('leaving', 'left');
    upstream.reply(answerText('yes', used(1, 1)));
    expect([(await postChat(key, ASKED)).status, (await postChat(key, ASKED)).status]).toEqual([200, 429]);
    await admin('PATCH', 'virtual-keys/leaving', { group: null });
    expect((await postChat(key, ASKED)).status).toBe(200);
  });

  it.each([
    ['requests_per_minute', { requests_per_minute: 0 }],
    ['requests_per_day', { requests_per_day: -1 }],
    ['tokens_per_day', { tokens_per_day: 1.5 }],
    ['tokens_per_second', { tokens_per_second: 1e12 }],
    ['max_concurrent', { max_concurrent: '3' }],
    ['allowed_addresses', { allowed_addresses: ['10.0.0.0/33'] }],
    ['allowed_addresses', { allowed_addresses: ['everywhere'] }],
    ['allowed_addresses', { allowed_addresses: [] }],
    ['allowed_doors', { allowed_doors: ['chats'] }],
    ['allowed_doors', { allowed_doors: [] }],
  ])('with a wrong %s is refused, naming it', async (param, body) => {
    for (const path of ['/admin/groups', '/admin/virtual-keys']) {
      const answer = await call(gateway, 'POST', path, { key: ADMIN, body: { name: 'bad', ...body } });
      expect([answer.status, answer.error['param']]).toEqual([400, param]);
    }
  });

  it.each([
    [{ parent: 'acme/search' }, 409],
    [{ parent: 'nowhere' }, 404],
  ])('moved to %j is %i', async (body, status) => {
    expect((await call(gateway, 'PATCH', '/admin/groups/acme', { key: ADMIN, body })).status).toBe(status);
  });
});

it('that has keys or groups is not removed, and with force these go to its parent', async () => {
  await admin('POST', 'groups', { name: 'top' });
  await admin('POST', 'groups', { name: 'mid', parent: 'top' });
  await admin('POST', 'groups', { name: 'low', parent: 'top/mid' });
  const key = await addKey('of mid', 'top/mid');
  const refused = await call(gateway, 'DELETE', '/admin/groups/top%2Fmid', { key: ADMIN });
  expect([refused.status, refused.error['message']]).toEqual([
    409,
    "The group 'top/mid' is used by 1 virtual key: of mid. With --force (in the API: ?force=true) they go to its parent.",
  ]);
  expect((await call(gateway, 'DELETE', '/admin/groups/top', { key: ADMIN })).error['message']).toMatch(
    /is used by 1 group: top\/mid\. With --force .* they go to the first level, where no group limits them\.$/,
  );
  await admin('DELETE', 'groups/top%2Fmid?force=true');
  expect((await get(key, '/v1/key')).json).toMatchObject({ group: 'top' });
  expect(await admin('GET', 'groups/top%2Flow')).toMatchObject({ path: 'top/low' });
});

describe('the content of calls', () => {
  const secret = 'ann.lee@example.com owes sk-house-1234';
  const asked = { ...ASKED, messages: [{ role: 'user', content: secret }] };
  const content = (callId: unknown) => admin('GET', `usage/calls/content?call_id=${String(callId)}`);

  it('is kept where a group opted in, redacted and sealed, and of others not', async () => {
    await admin('POST', 'groups', {
      name: 'kept',
      capture: 'all',
      capture_days: 3,
      capture_redact: ['email', 'sk-house-*'],
    });
    const [kept, other] = [await addKey('kept', 'kept'), await addKey('not kept')];
    upstream.reply(answerText('Wrote to bob@example.org.', used(5, 5)));
    const whole = await postChat(kept, asked);
    const streamed = await postChat(kept, { ...asked, stream: true });
    const none = await postChat(other, asked);
    const found = await content(whole.headers['x-request-id']);
    const { request, answer, expires_at } = found;
    expect(JSON.parse(String(request))).toMatchObject({
      messages: [{ content: '[REDACTED] owes [REDACTED]' }],
    });
    expect(answer).toContain('Wrote to [REDACTED].');
    expect(Date.parse(String(expires_at)) - Date.now()).toBeGreaterThan(2.9 * 86_400_000);
    expect((await content(streamed.headers['x-request-id']))['answer']).toContain('data: ');
    expect(await content(none.headers['x-request-id'])).toMatchObject({ captured_at: null, request: null });
    const stored = readFileSync(join(dataDir, 'registry.sqlite'), 'latin1');
    expect(stored).not.toContain('owes');
  });

  it('is kept of what passes as it is, but for sounds and pictures', async () => {
    await admin('POST', 'groups', { name: 'passed', capture: 'all', capture_redact: ['ip'] });
    const key = await addKey('passed', 'passed');
    const answerOf = async (path: string, body: object): Promise<unknown> => {
      const { headers } = await call(key, 'POST', path, { body: { model: 'a', ...body } });
      return (await content(headers['x-request-id']))['answer'];
    };
    const text = { choices: [{ index: 0, text: 'At\n10.0.0.1.' }], usage: used(1, 1) };
    upstream.route('POST /v1/completions', json(text));
    const kept = String(await answerOf('/v1/completions', { prompt: 'Where?' }));
    expect(JSON.parse(kept)).toMatchObject({ choices: [{ text: 'At\n[REDACTED].' }] });
    upstream.route('POST /v1/audio/speech', whole(Buffer.alloc(64, 0xff), { contentType: 'audio/mpeg' }));
    expect(await answerOf('/v1/audio/speech', { input: 'Hello', voice: 'alloy' })).toBe('');
  });

  it('of a key counts before its group’s, and of errors those alone', async () => {
    const key = await addKey('errors', 'kept');
    await admin('PATCH', 'virtual-keys/errors', { capture: 'errors' });
    upstream.reply(answerText('fine', used(1, 1)));
    const fine = await postChat(key, asked);
    upstream.reply(providerError(400, { message: 'no' }));
    const failed = await postChat(key, asked);
    expect(await content(fine.headers['x-request-id'])).toMatchObject({ captured_at: null, request: null });
    expect(await content(failed.headers['x-request-id'])).toMatchObject({ answer: '' });
    await admin('PATCH', 'virtual-keys/errors', { capture: 'none' });
    const off = await postChat(key, asked);
    expect(await content(off.headers['x-request-id'])).toMatchObject({ captured_at: null, request: null });
  });

  it('has what the groups above have taken out taken out, and is kept as long as they say, where a key opts in', async () => {
    await admin('POST', 'groups', { name: 'policy', capture_days: 1, capture_redact: ['email'] });
    await admin('POST', 'groups', { name: 'team', parent: 'policy', capture_redact: ['phone'] });
    const key = await addKey('opted in', 'policy/team');
    await admin('PATCH', 'virtual-keys/opted in', { capture: 'all', capture_redact: ['sk-house-*'] });
    upstream.reply(answerText('Call +1 (555) 123-4567.', used(1, 1)));
    const { headers } = await postChat(key, asked);
    const { request, answer, expires_at } = await content(headers['x-request-id']);
    expect(request).toContain('[REDACTED] owes [REDACTED]');
    expect(answer).toContain('Call [REDACTED].');
    expect(Date.parse(String(expires_at)) - Date.now()).toBeLessThan(1.1 * 86_400_000);
  });

  it('is listed the newest first, by key, group and time, a page at a time, and says nothing of what was said', async () => {
    await admin('POST', 'groups', { name: 'deep', parent: 'kept' });
    const first = await addKey('first', 'kept/deep');
    const second = await addKey('second');
    await admin('PATCH', 'virtual-keys/second', { capture: 'all' });
    upstream.reply(answerText('fine', used(1, 1)));
    const ids: unknown[] = [];
    for (const key of [first, second, first]) {
      ids.push((await postChat(key, asked)).headers['x-request-id']);
    }
    const listed = async (query = ''): Promise<readonly Record<string, unknown>[]> => {
      const { data, next_cursor } = await admin('GET', `usage/calls/captured?limit=2${query}`);
      const lines = data as readonly Record<string, unknown>[];
      const next = next_cursor as string | null;
      if (next === null) return lines;
      expect(lines).toHaveLength(2);
      return [...lines, ...(await listed(`${query.replace(/&cursor=.*/, '')}&cursor=${next}`))];
    };
    const all = await listed();
    expect(all.slice(0, 3).map(({ call_id }) => call_id)).toEqual([...ids].reverse());
    expect(new Set(all.map(({ call_id }) => call_id)).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(4);
    expect(JSON.stringify(all)).not.toMatch(/owes|sealed/);
    expect(all[0]).toMatchObject({
      key: 'first',
      group: 'kept/deep',
      door: '/v1/chat/completions',
      model_asked: 'a',
      status: 200,
      ended: 'whole',
    });
    await admin('PATCH', 'virtual-keys/second', { name: 'renamed' });
    const idsOf = async (query: string) => (await listed(query)).map(({ call_id }) => call_id);
    expect(await idsOf('&key=renamed')).toEqual([ids[1]]);
    expect(await idsOf('&group=kept%2Fdeep')).toEqual([ids[2], ids[0]]);
    expect(await idsOf('&group=kept')).toEqual(expect.arrayContaining([ids[2], ids[0]]));
    expect(await idsOf('&group=kep')).toEqual([]);
    expect(await idsOf(`&since=${String(all[0]?.['captured_at'])}`)).toContain(ids[2]);
    expect(await idsOf('&until=2020-01-01')).toEqual([]);
    expect(await idsOf('&since=2099-01-01')).toEqual([]);
  });

  it.each([
    ['cursor', 'cursor=1'],
    ['limit', 'limit=0'],
    ['since', 'since=yesterday'],
    ['user', 'user=ann'],
  ])('is not listed with a wrong %s, which is named', async (param, query) => {
    const answer = await call(gateway, 'GET', `/admin/usage/calls/captured?${query}`, { key: ADMIN });
    expect([answer.status, answer.error['param']]).toEqual([400, param]);
  });

  it.each([
    ['on the database', true, () => ['--local']],
    [
      'of a running service',
      false,
      () => ['--url', `http://127.0.0.1:${gateway.port}`, '--admin-key', ADMIN],
    ],
  ])(
    'is listed and shown by the command line %s, and who read it is in the trail',
    async (_, isLocal, place) => {
      const cli = new CommandLine({ LLM_PROXY__DATA_DIR: dataDir });
      try {
        const list = (...args: readonly string[]) => cli.run(['capture', 'list', ...args, ...place()]);
        const [newest] = (
          (await list('--group', 'kept', '--json')).json as {
            data: { call_id: string; key: string; group: string }[];
          }
        ).data;
        const callId = newest?.call_id ?? '';
        const read = (await admin('GET', `audit?action=read&of=${callId}`)) as { data: object[] };
        const trailBefore = read.data.length;
        const page = await list('--group', 'kept', '--limit', '1', '--since', '1h');
        expect([page.code, page.stdout]).toEqual([0, expect.stringContaining(callId)]);
        expect(page.stderr).toMatch(/^More: --cursor \d+\.[0-9a-f-]{36}$/m);
        const { stdout } = await cli.run(['capture', 'show', callId, ...place()]);
        expect(stdout).toMatch(
          /Request:\n\{\n {2}"model": "a"[^]*\[REDACTED\] owes[^]*Answer:\n\{\n[^]*"fine"/,
        );
        const shown = await cli.run(['capture', 'show', callId, '--json', ...place()]);
        expect(shown.json).toMatchObject({
          call_id: callId,
          answer: expect.stringContaining('fine') as string,
        });
        const trail = ((await admin('GET', `audit?action=read&of=${callId}`)) as { data: object[] }).data;
        expect(trail).toHaveLength(trailBefore + 2);
        const [latest] = trail;
        expect(latest).toMatchObject({
          actor: isLocal ? expect.stringMatching(/^cli:./) : 'admin-api',
          ...{ action: 'read', entity: 'call', entity_id: callId, before: null },
          after: { key: newest?.key, group: newest?.group },
        });
        expect(JSON.stringify(trail)).not.toContain('fine');
        const none = await cli.run(['capture', 'show', '01a22780-7e06-7000-9de9-349d674bc238', ...place()]);
        expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('Nothing is kept of the call')]);
        expect((await list('--cursor', 'x')).code).toBe(2);
        const empty = await list('--key', 'nobody');
        expect([empty.code, empty.stdout, empty.stderr]).toEqual([0, '', expect.stringMatching(/is kept/)]);
      } finally {
        cli.close();
      }
    },
  );

  it.each([
    ['capture', { capture: 'some' }],
    ['capture_days', { capture_days: 0 }],
    ['capture_redact', { capture_redact: ['*'] }],
    ['capture_redact', { capture_redact: ['a*b*c*d*e'] }],
    ['capture_redact', { capture_redact: 1 }],
    ['capture_redact', { capture_redact: [1] }],
    ['capture_redact', { capture_redact: ['E-Mail'] }],
    ['capture_redact', { capture_redact: ['ip', 'credit_cards'] }],
  ])('with a wrong %s is refused, naming it', async (param, body) => {
    const answer = await call(gateway, 'PATCH', '/admin/groups/acme', { key: ADMIN, body });
    expect([answer.status, answer.error['param']]).toEqual([400, param]);
  });

  it('is not kept where the operator forbids it', async () => {
    const forbidding = await startGateway({ settings: { ADMIN_KEY: ADMIN, CAPTURE_ALLOWED: 'false' } });
    const body = { name: 'x', capture: 'all' };
    const answer = await call(forbidding, 'POST', '/admin/groups', { key: ADMIN, body });
    expect([answer.status, answer.error['param']]).toEqual([400, 'capture']);
    await forbidding.close();
  });
});
