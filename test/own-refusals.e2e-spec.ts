/** What the service itself refuses is told in the form of each door, to calls that want a stream too, and nobody is asked. */
import { answerText } from './support/upstream/answer-scripts';
import { call } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { DOOR_CLIENTS } from './support/callers/door-clients';
import type { DoorClient } from './support/callers/door-clients';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { StreamHandle } from './support/upstream/stream-handle';
import { until } from './support/observation/until';

const ADMIN = 'admin-key-of-the-refusals';
const ASKED = { turns: [{ user: 'Hello' }] };

type Fields = Readonly<Record<string, unknown>>;
/** What of an error belongs to a door's form, and the catalogue's code where the form has it. */
const FORMS: Readonly<Record<string, (status: number, code: string) => object>> = {
  openai: () => ({
    error: {
      message: expect.any(String) as string,
      type: expect.any(String) as string,
      code: expect.any(String) as string,
    },
  }),
  uniform: (_status, code) => ({ error: { code, message: expect.any(String) as string } }),
  messages: (status, code) => ({
    type: 'error',
    error: {
      type: code === 'BUDGET_EXCEEDED' ? 'billing_error' : CLAUDE_TYPES[status],
      message: expect.any(String) as string,
    },
    request_id: expect.any(String) as string,
  }),
  gemini: (status, code) => ({
    error: {
      code: status,
      status: GOOGLE_STATUSES[status] ?? 'UNKNOWN',
      message: expect.any(String) as string,
      details: expect.arrayContaining([expect.objectContaining({ reason: code })]) as unknown[],
    },
  }),
};
const CLAUDE_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  415: 'invalid_request_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};
const GOOGLE_STATUSES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  413: 'INVALID_ARGUMENT',
  415: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};
const formOf = ({ name }: DoorClient): NonNullable<(typeof FORMS)[string]> =>
  FORMS[name] ?? FORMS['openai'] ?? (() => ({}));

/** How a call is made that is refused. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly key?: string | null;
  readonly path?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('what the service refuses itself', () => {
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  const keys: Record<string, string> = {};

  const admin = async (path: string, body: object): Promise<Fields> => {
    const answer = await call(gateway, 'POST', `/admin/${path}`, { key: ADMIN, body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.json as Fields;
  };
  const addKey = async (name: string, more: object = {}): Promise<void> => {
    keys[name] = String((await admin('virtual-keys', { name, ...more }))['key']);
    await admin('assignments', { virtual_key: name, model: 'Main/m', alias: 'a' });
  };

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await startGateway({
      settings: {
        LLM_MODE: 'direct',
        ADMIN_KEY: ADMIN,
        KEY_RPS: 0,
        MODEL_RPS: 0,
        ADDRESS_RPS: 0,
        MAX_BODY_MIB: 0.25,
        MAX_CONCURRENT_REQUESTS: 1,
      },
    });
    const connection = { name: 'Main', provider: 'openai', endpoint: upstream.url, credential: 'sk-1' };
    await admin('connections', connection);
    await admin('models', { connection: 'Main', name: 'm' });
    await addKey('good');
    await addKey('embeddings-only', { allowed_doors: ['embeddings'] });
    await addKey('elsewhere', { allowed_addresses: ['203.0.113.7'] });
    await addKey('spent');
    await admin('budgets', { key: 'spent', unit: 'tokens', amount: 1, period: 'ever' });
    await addKey('limited', { requests_per_minute: 1 });
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const ask = (door: DoorClient, streamed: boolean, refusal: Partial<Refusal> = {}): Promise<CallAnswer> =>
    call(gateway, 'POST', refusal.path ?? door.path('a', streamed), {
      key: refusal.key === undefined ? (keys['good'] ?? null) : refusal.key,
      body: refusal.body ?? door.body(ASKED, 'a', streamed),
      ...(refusal.headers && { headers: refusal.headers }),
    });

  const expectRefused = (
    door: DoorClient,
    answer: CallAnswer,
    { status, code }: Refusal,
    what: string,
  ): void => {
    const told = door.name === 'messages' && status === 503 ? 529 : status;
    expect([what, door.name, answer.status]).toEqual([what, door.name, told]);
    expect([what, door.name, answer.headers['x-llm-proxy-error']]).toEqual([what, door.name, code]);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json).toMatchObject(formOf(door)(told, code));
  };

  it.each(DOOR_CLIENTS.map((door) => [door.name, door] as const))(
    '%s: keys, doors, models, bodies and budgets',
    async (_name, door) => {
      const large = { turns: [{ user: 'x'.repeat(300_000) }] };
      const refusals: Readonly<Record<string, (streamed: boolean) => Refusal>> = {
        'no key': () => ({ status: 401, code: 'UNAUTHORIZED', key: null }),
        'a wrong key': () => ({ status: 401, code: 'UNAUTHORIZED', key: 'sk-nobody' }),
        'another door’s key': () => ({ status: 403, code: 'FORBIDDEN', key: keys['embeddings-only'] ?? '' }),
        'another address': () => ({ status: 403, code: 'FORBIDDEN', key: keys['elsewhere'] ?? '' }),
        'a model of nobody': (streamed) => ({
          status: 404,
          code: 'MODEL_NOT_FOUND',
          key: gateway.key,
          path: door.path('nobody', streamed),
          body: door.body(ASKED, 'nobody', streamed),
        }),
        'a model of another key': (streamed) => ({
          status: 403,
          code: 'FORBIDDEN',
          path: door.path('nobody', streamed),
          body: door.body(ASKED, 'nobody', streamed),
        }),
        'too large': (streamed) => ({
          status: 413,
          code: 'PAYLOAD_TOO_LARGE',
          body: door.body(large, 'a', streamed),
        }),
        'no JSON': () => ({
          status: 415,
          code: 'UNSUPPORTED_MEDIA_TYPE',
          headers: { 'content-type': 'text/csv' },
        }),
        'not of the door': (streamed) => ({
          status: 400,
          code: 'INVALID_REQUEST',
          body: { model: 'a', stream: streamed },
        }),
        'a used budget': () => ({ status: 429, code: 'BUDGET_EXCEEDED', key: keys['spent'] ?? '' }),
        'no such route': (streamed) => ({
          status: 404,
          code: 'NOT_FOUND',
          path:
            door.name === 'gemini' ? '/v1beta/no-such-route' : `${door.path('a', streamed)}/no/such/route`,
        }),
      };
      const before = upstream.requests.length;
      for (const [what, made] of Object.entries(refusals)) {
        for (const streamed of [false, true]) {
          const refusal = made(streamed);
          expectRefused(door, await ask(door, streamed, refusal), refusal, what);
        }
      }
      expect(upstream.requests).toHaveLength(before);
    },
  );

  it('a limit, and the wait for it', async () => {
    upstream.reply(answerText('yes'));
    const [first] = DOOR_CLIENTS;
    if (first === undefined) throw new Error('no doors');
    const key = keys['limited'] ?? '';
    expect((await ask(first, false, { key })).status).toBe(200);
    for (const door of DOOR_CLIENTS) {
      for (const streamed of [false, true]) {
        const answer = await ask(door, streamed, { key });
        expectRefused(door, answer, { status: 429, code: 'RATE_LIMIT' }, 'a limit');
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
    }
  });

  it('a call more than there is room for', async () => {
    const handle = new StreamHandle();
    upstream.next(handle.script);
    const [first] = DOOR_CLIENTS;
    if (first === undefined) throw new Error('no doors');
    const held = ask(first, true);
    const begun = await Promise.race([handle.opened.then(() => true), held.then(({ text }) => text)]);
    expect(begun).toBe(true);
    for (const door of DOOR_CLIENTS) {
      for (const streamed of [false, true]) {
        const answer = await ask(door, streamed);
        expectRefused(door, answer, { status: 503, code: 'OVERLOADED' }, 'overload');
      }
    }
    await handle.finish();
    await handle.done();
    expect((await held).status).toBe(200);
    upstream.reply(answerText('yes'));
    await until(async () => (await ask(first, false)).status === 200, { what: 'room for a call' });
  });

  it.each([
    ['POST', '/v1beta/models/a:predictLongRunning'],
    ['POST', '/v1/models/a:batchGenerateContent'],
    ['GET', '/v1beta/cachedContents'],
    ['POST', '/v1alpha/auth_tokens'],
    ['POST', '/upload/v1beta/files'],
    ['GET', '/v1beta'],
  ] as const)('a route of Google’s that is not here, in Google’s form: %s %s', async (method, path) => {
    const { status, json } = await call(gateway, method, path, {
      key: keys['good'] ?? null,
      ...(method === 'POST' && { body: {} }),
    });
    expect([status, json]).toEqual([
      404,
      { error: expect.objectContaining({ code: 404, status: 'NOT_FOUND' }) as object },
    ]);
  });
});
