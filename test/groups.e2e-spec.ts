/** A key and the groups above it say together what its calls may do; a key learns that of itself, and of nobody else. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '../src/ledger/ledger';
import { answerText } from './support/answer-scripts';
import { call, get, postChat } from './support/chat-request';
import { FakeUpstream } from './support/fake-upstream';
import type { Gateway, InProcessGateway } from './support/gateway';
import { startGateway } from './support/gateway';

const ADMIN = 'admin-key-of-the-groups';
let upstream: FakeUpstream;
let gateway: InProcessGateway;
const dataDir = mkdtempSync(join(tmpdir(), 'llm-proxy-groups-'));

beforeAll(async () => {
  upstream = await FakeUpstream.start();
  gateway = await startGateway({
    settings: { LLM_MODE: 'direct', DATA_DIR: dataDir, ADMIN_KEY: ADMIN, KEY_RPS: 0, MODEL_RPS: 0 },
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
