import { call, get, HELLO, postChat } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { LeakCheck } from './support/observation/leak-check';

const KEYS = { billing: 'billing-key-1', rotated: 'billing-key-2', agents: 'agents-key', bare: 'bare-key' };
const UNLIMITED = { KEY_RPS: 0, ADDRESS_RPS: 0 };

describe('auth', () => {
  let leaks: LeakCheck;
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;

  beforeAll(async () => {
    leaks = new LeakCheck();
    upstream = await FakeUpstream.start();
    const { billing, rotated, agents, bare } = KEYS;
    const keys = `billing=${billing},billing=${rotated}, agents=${agents},${bare}`;
    gateway = await startGateway({ upstream, settings: { ...UNLIMITED, INTERNAL_API_KEY: keys } });
  });
  afterEach(() => {
    upstream.reset();
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
    await leaks.released();
  });

  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const internal = (key: string) => ({ 'x-internal-auth': key });
  const azure = (key: string) => ({ 'api-key': key });

  describe('takes a key', () => {
    it.each([
      ['as Bearer', bearer(KEYS.billing)],
      ['as bearer, whatever the case', { authorization: `bEARER  ${KEYS.billing} ` }],
      ['as x-internal-auth', internal(KEYS.billing)],
      ['as api-key', azure(KEYS.billing)],
      ['as x-internal-auth, whatever the Bearer', { ...internal(KEYS.billing), ...bearer('sk-none') }],
      ['as x-internal-auth, whatever the api-key', { ...internal(KEYS.billing), ...azure('sk-none') }],
      ['as Bearer, whatever the api-key', { ...bearer(KEYS.billing), ...azure('sk-none') }],
    ])('%s', async (_name, headers) => {
      expect((await postChat(gateway, HELLO, { key: null, headers })).status).toBe(200);
    });

    it('in each of five headers, and of two at once the one that comes first in docs/doors.md', async () => {
      const headers = ['x-internal-auth', 'authorization', 'x-api-key', 'api-key', 'x-goog-api-key'];
      const given = (name: string, key: string) => ({
        [name]: name === 'authorization' ? `Bearer ${key}` : key,
      });
      for (const [place, first] of headers.entries()) {
        const ask = (extra: Record<string, string>) =>
          get(gateway, '/v1/models', { key: null, headers: extra }).then(({ status }) => status);
        expect([first, await ask(given(first, KEYS.billing))]).toEqual([first, 200]);
        for (const second of headers.slice(place + 1)) {
          const right = { ...given(first, KEYS.billing), ...given(second, 'sk-wrong') };
          const wrong = { ...given(first, 'sk-wrong'), ...given(second, KEYS.billing) };
          // As Claude Code sends the key that a helper tells it.
          const both = { ...given(first, KEYS.billing), ...given(second, KEYS.billing) };
          const seen = [await ask(right), await ask(wrong), await ask(both)];
          expect([first, second, ...seen]).toEqual([first, second, 200, 401, 200]);
        }
      }
    });

    it('and never hands it on', async () => {
      const headers = {
        ...internal(KEYS.billing),
        ...bearer(KEYS.agents),
        ...azure(KEYS.bare),
        cookie: 'a=1',
      };
      await postChat(gateway, HELLO, { key: null, headers });
      const { rawHeaders } = await upstream.untilChat(1);
      for (const key of Object.values(KEYS)) expect(rawHeaders.join('\n')).not.toContain(key);
      expect(rawHeaders).not.toContain('cookie');
    });
  });

  describe('refuses', () => {
    const refused: [string, Record<string, string>][] = [
      ['no key', {}],
      ['a wrong Bearer', bearer('sk-wrong')],
      ['a Bearer of nothing', { authorization: 'Bearer ' }],
      ['another scheme', { authorization: `Basic ${KEYS.billing}` }],
      ['a key without its scheme', { authorization: KEYS.billing }],
      ['a wrong x-internal-auth', internal('sk-wrong')],
      ['an empty x-internal-auth', internal('')],
      ['a wrong api-key', azure('sk-wrong')],
      ['a key but for its last letter', bearer(KEYS.billing.slice(0, -1))],
      ['a key and one letter', bearer(`${KEYS.billing}x`)],
      ['a key in other letters', bearer(KEYS.billing.toUpperCase())],
      ['the name of a key', bearer('billing')],
      ['a name with its key', bearer(`billing=${KEYS.billing}`)],
      ['the whole list', bearer(`billing=${KEYS.billing},${KEYS.bare}`)],
      ['a wrong x-internal-auth beside a right Bearer', { ...internal('sk-wrong'), ...bearer(KEYS.billing) }],
      ['an empty x-internal-auth beside a right Bearer', { ...internal(''), ...bearer(KEYS.billing) }],
      ['a wrong Bearer beside a right api-key', { ...bearer('sk-wrong'), ...azure(KEYS.billing) }],
      ['a key of 8 KB', bearer('k'.repeat(8192))],
    ];

    it.each(refused)('%s', async (_name, headers) => {
      const answer = await postChat(gateway, HELLO, { key: null, headers });
      expect(answer.status).toBe(401);
      expect(answer.error).toMatchObject({
        type: 'authentication_error',
        code: 'UNAUTHORIZED',
        param: null,
      });
      expect(answer.headers).toMatchObject({
        'www-authenticate': 'Bearer',
        'x-llm-proxy-error': 'UNAUTHORIZED',
        'x-should-retry': 'false',
      });
      expect(upstream.chats).toHaveLength(0);
    });

    it('every one of them in the same words', async () => {
      const messages = new Set<unknown>();
      for (const [, headers] of refused) {
        messages.add((await postChat(gateway, HELLO, { key: null, headers })).error['message']);
      }
      expect(messages.size).toBe(1);
    });

    it('the same header given twice', async () => {
      const headers = ['x-internal-auth', KEYS.billing, 'x-internal-auth', KEYS.agents];
      const { request } = await import('undici');
      const answer = await request(`${gateway.url}/v1/models`, { headers });
      await answer.body.dump();
      expect(answer.statusCode).toBe(400);
    });

    it('strangers on every route that is not public', async () => {
      const routes: ['GET' | 'POST', string][] = [
        ['POST', '/v1/chat/completions'],
        ['POST', '/chat/completions'],
        ['POST', '/openai/deployments/gpt-4o-mini/chat/completions'],
        ['POST', '/v1/embeddings'],
        ['POST', '/llm/chat'],
        ['POST', '/llm/completions'],
        ['POST', '/llm/stream'],
        ['GET', '/v1/models'],
        ['GET', '/v1/models/gpt-4o-mini'],
        ['GET', '/v1/llm/models'],
        ['GET', '/llm/models'],
      ];
      for (const [method, path] of routes) {
        const body = method === 'POST' ? HELLO : undefined;
        const answer = await call(gateway, method, path, { key: null, body });
        expect([path, answer.status]).toEqual([path, 401]);
      }
    });
  });

  it('leaves probes and metrics open, with any key and with none', async () => {
    for (const path of ['/health', '/health/ready', '/metrics']) {
      for (const key of [null, 'sk-wrong', KEYS.billing]) {
        expect([path, (await get(gateway, path, { key })).status]).toEqual([path, 200]);
      }
    }
  });

  describe('names the caller in the log', () => {
    async function keyIdOf(key: string, requestId: string): Promise<unknown> {
      await postChat(gateway, HELLO, { key, headers: { 'x-request-id': requestId } });
      return (await gateway.log.until((line) => line['request_id'] === requestId))['key_id'];
    }

    it('by the name of its key, which two keys may share', async () => {
      expect(await keyIdOf(KEYS.billing, 'named-1')).toBe('billing');
      expect(await keyIdOf(KEYS.rotated, 'named-2')).toBe('billing');
      expect(await keyIdOf(KEYS.agents, 'named-3')).toBe('agents');
    });

    it('by a digest where the key has no name', async () => {
      const id = await keyIdOf(KEYS.bare, 'bare-1');
      expect(id).toMatch(/^key-[0-9a-f]{8}$/);
      expect(await keyIdOf(KEYS.bare, 'bare-2')).toBe(id);
    });

    it('not at all where it is missing', async () => {
      expect(await keyIdOf('sk-wrong', 'stranger-1')).toBeUndefined();
    });

    it('and never writes a key', () => {
      for (const key of [...Object.values(KEYS), 'sk-wrong']) expect(gateway.log.text).not.toContain(key);
    });
  });

  it('tells callers apart who share a connection', async () => {
    const { Client } = await import('undici');
    const others = new Set(gateway.connections);
    const connection = new Client(gateway.url);
    const presented = [
      [KEYS.billing, 'billing'],
      [KEYS.billing, 'billing'],
      [KEYS.agents, 'agents'],
      ['sk-wrong', undefined],
      [KEYS.billing, 'billing'],
      [`${KEYS.billing.slice(0, -1)}2`, 'billing'],
      [`${KEYS.billing.slice(0, -1)}3`, undefined],
      ['', undefined],
      [KEYS.agents, 'agents'],
    ] as const;
    try {
      for (const [index, [key, name]] of presented.entries()) {
        const requestId = `shared-${index}`;
        const { statusCode, body } = await connection.request({
          method: 'POST',
          path: '/v1/chat/completions',
          headers: { 'content-type': 'application/json', 'x-request-id': requestId, ...bearer(key) },
          body: JSON.stringify(HELLO),
        });
        await body.dump();
        expect([key, statusCode]).toEqual([key, name === undefined ? 401 : 200]);
        const line = await gateway.log.until((line) => line['request_id'] === requestId);
        expect([key, line['key_id']]).toEqual([key, name]);
      }
      expect([...gateway.connections].filter((socket) => !others.has(socket))).toHaveLength(1);
    } finally {
      await connection.close();
    }
  });

  it('lets a key be rotated without a refused request', async () => {
    const rounds = [
      { keys: 'app=old-key', taken: ['old-key'], refused: ['new-key'] },
      { keys: 'app=old-key,app=new-key', taken: ['old-key', 'new-key'], refused: [] },
      { keys: 'app=new-key', taken: ['new-key'], refused: ['old-key'] },
    ];
    for (const { keys, taken, refused } of rounds) {
      const service = await startGateway({ settings: { ...UNLIMITED, INTERNAL_API_KEY: keys } });
      try {
        for (const key of taken) expect((await get(service, '/v1/models', { key })).status).toBe(200);
        for (const key of refused) expect((await get(service, '/v1/models', { key })).status).toBe(401);
      } finally {
        await service.close();
      }
    }
  });
});
