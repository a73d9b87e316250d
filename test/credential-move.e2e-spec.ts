/** A stored credential goes to the address that it was given for, and to no other. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Settings } from '../src/config/settings';
import { call } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';

const ADMIN_KEY = 'admin-key-of-the-tests';
const CREDENTIAL = 'sk-for-the-first-address-alone';

describe('a stored credential', () => {
  let first: FakeUpstream;
  let other: FakeUpstream;
  let gateway: InProcessGateway;
  let made = 0;

  beforeAll(async () => {
    [first, other] = [await FakeUpstream.start(), await FakeUpstream.start()];
    gateway = await startGateway({ settings: { ADMIN_KEY, LLM_MODE: 'direct' } });
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all([first.close(), other.close()]);
  });

  const admin = (method: 'POST' | 'PATCH', path: string, body: unknown = {}): Promise<CallAnswer> =>
    call(gateway, method, `/admin/${path}`, { key: ADMIN_KEY, body });
  const connection = async (more: Record<string, unknown> = {}): Promise<string> => {
    made += 1;
    const body = {
      name: `c${made}`,
      provider: 'openai',
      endpoint: `${first.url}/v1`,
      credential: CREDENTIAL,
    };
    const answer = await admin('POST', 'connections', { ...body, ...more });
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    return (answer.json as { id: string }).id;
  };
  const refused = async (id: string, patch: unknown): Promise<void> => {
    const answer = await admin('PATCH', `connections/${id}`, patch);
    expect([answer.status, answer.error['param']]).toEqual([400, 'credential']);
    expect(answer.text).toContain('Give the credential again');
  };

  it('does not go along to another address, which needs it again', async () => {
    const id = await connection();
    await refused(id, { endpoint: `${other.url}/v1` });
    await refused(id, { endpoint: `http://localhost:${first.port}/v1`, name: 'moved', enabled: true });
    expect((await admin('POST', `connections/${id}/test`)).json).toMatchObject({ ok: true });
    expect(other.requests).toHaveLength(0);
    const given = await admin('PATCH', `connections/${id}`, {
      endpoint: `${other.url}/v1`,
      credential: 'sk-for-the-other',
    });
    expect(given.status).toBe(200);
    expect((await admin('POST', `connections/${id}/test`)).json).toMatchObject({ ok: true });
    expect(other.requests.at(-1)?.headers['authorization']).toBe('Bearer sk-for-the-other');
  });

  it('stays where other fields change, and where the address keeps its origin', async () => {
    const id = await connection({ endpoint: first.url });
    for (const patch of [
      { name: 'renamed' },
      { enabled: false },
      { enabled: true, endpoint: `${first.url}/v1` },
      { options: { headers: { 'x-team': 'a' } } },
    ]) {
      expect((await admin('PATCH', `connections/${id}`, patch)).status).toBe(200);
    }
    expect((await admin('POST', `connections/${id}/test`)).json).toMatchObject({ ok: true });
    expect(first.requests.at(-1)?.headers['authorization']).toBe(`Bearer ${CREDENTIAL}`);
  });

  it('is needed again for options that lead elsewhere', async () => {
    await refused(await connection(), { options: { headers: { 'X-Portkey-Custom-Host': other.url } } });
    const bedrock = await connection({
      provider: 'bedrock',
      endpoint: undefined,
      credential: 'k'.repeat(40),
    });
    await refused(bedrock, { options: { region: 'eu-west-1' } });
    const vertex = await connection({
      provider: 'vertex',
      endpoint: 'https://aiplatform.googleapis.com',
      credential: 'ya29.token',
      options: { project: 'p', location: 'us-central1' },
    });
    await refused(vertex, { options: { project: 'p', location: 'europe-west1' } });
    const same = { options: { project: 'q', location: 'us-central1' } };
    expect((await admin('PATCH', `connections/${vertex}`, same)).status).toBe(200);
  });

  it('is not needed by a connection that has none', async () => {
    const id = await connection({ provider: 'litellm', credential: undefined });
    expect((await admin('PATCH', `connections/${id}`, { endpoint: other.url })).status).toBe(200);
  });

  it('does not go to an address that was written into the database', async () => {
    const id = await connection();
    const before = other.requests.length;
    const database = new DatabaseSync(join(gateway.app.get(Settings).dataDir, 'registry.sqlite'));
    database.prepare('update connections set endpoint = ? where id = ?').run(`${other.url}/v1`, id);
    database.close();
    expect((await admin('POST', `connections/${id}/test`)).json).toMatchObject({ ok: false });
    const moved = await admin('POST', `connections/${id}/discover`);
    expect(moved.status).toBe(502);
    // Nor with a change that has the row read and sealed again.
    expect((await admin('PATCH', `connections/${id}`, { enabled: false })).status).toBe(200);
    expect((await admin('PATCH', `connections/${id}`, { enabled: true })).status).toBe(200);
    expect((await admin('POST', `connections/${id}/test`)).json).toMatchObject({ ok: false });
    expect(other.requests).toHaveLength(before);
  });
});
