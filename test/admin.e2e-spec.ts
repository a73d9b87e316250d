import type { OpenAPIObject } from '@nestjs/swagger';
import { call, get, HELLO, postChat } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { LeakCheck } from './support/observation/leak-check';
import { OpenApiValidator } from './support/documents/openapi-validator';

const ADMIN_KEY = 'admin-key-of-the-tests';
const CREDENTIAL = 'sk-credential-that-nobody-may-see';
const COLLECTIONS = ['connections', 'models', 'virtual-keys', 'assignments'];

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
type Json = Record<string, unknown>;

describe('the admin API', () => {
  let leaks: LeakCheck;
  let gateway: InProcessGateway;

  beforeAll(async () => {
    leaks = new LeakCheck();
    gateway = await startGateway({
      settings: { ADMIN_KEY, LLM_MODE: 'direct', ADDRESS_RPS: 0, KEY_RPS: 0 },
    });
  });
  afterAll(async () => {
    await gateway.close();
    await leaks.released();
  });

  const admin = (
    method: Method,
    path: string,
    body?: unknown,
    key: string | null = ADMIN_KEY,
  ): Promise<CallAnswer> =>
    call(gateway, method, `/admin/${path}`, { key, ...(body !== undefined && { body }) });
  const made = async (path: string, body: unknown): Promise<Json & { id: string }> => {
    const answer = await admin('POST', path, body);
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    return answer.json as Json & { id: string };
  };

  describe('lets in', () => {
    it.each(COLLECTIONS.concat('audit'))('nobody but the admin key: %s', async (path) => {
      expect((await admin('GET', path)).status).toBe(200);
      for (const key of [null, 'sk-wrong', `${ADMIN_KEY}x`]) {
        const answer = await admin('GET', path, undefined, key);
        expect([answer.status, answer.error['code']]).toEqual([401, 'UNAUTHORIZED']);
      }
      expect((await admin('GET', path, undefined, gateway.key)).error).toMatchObject({ code: 'FORBIDDEN' });
    });

    it('no virtual key', async () => {
      const { key } = await made('virtual-keys', { name: 'No-Admin' });
      const answer = await admin('GET', 'connections', undefined, String(key));
      expect([answer.status, answer.error['code']]).toEqual([403, 'FORBIDDEN']);
    });

    it('the admin key nowhere else', async () => {
      expect((await postChat(gateway, HELLO, { key: ADMIN_KEY })).status).toBe(401);
      expect((await get(gateway, '/v1/models', { key: ADMIN_KEY })).status).toBe(401);
    });
  });

  it('charges strangers to their address', async () => {
    const limited = await startGateway({ settings: { ADMIN_KEY, ADDRESS_RPS: 0.001, ADDRESS_BURST: 2 } });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 3; i += 1) {
        statuses.push((await get(limited, '/admin/connections', { key: 'sk-wrong' })).status);
      }
      expect(statuses).toEqual([401, 401, 429]);
      expect((await get(limited, '/admin/connections', { key: ADMIN_KEY })).status).toBe(200);
    } finally {
      await limited.close();
    }
  });

  it('is not there at all without an admin key', async () => {
    const closed = await startGateway({ settings: { ADDRESS_RPS: 0 } });
    try {
      const plain = ({ status, headers, error }: CallAnswer) => [
        status,
        {
          ...error,
          trace_id: '',
          message: String(error['message'])
            .replace(/\/admin\/[\w-]+/, '/admin/…')
            .replace(/ The nearest one is [^.]+\./, ''),
        },
        Object.keys(headers).sort(),
      ];
      for (const key of [null, closed.key, ADMIN_KEY]) {
        const nothing = plain(await get(closed, '/admin/no-such-route', { key }));
        expect(nothing[0]).toBe(404);
        for (const path of COLLECTIONS.concat('audit')) {
          expect(plain(await get(closed, `/admin/${path}`, { key }))).toEqual(nothing);
        }
      }
      const { paths } = (await get(closed, '/openapi.json')).json as OpenAPIObject;
      expect(Object.keys(paths).filter((path) => path.startsWith('/admin'))).toEqual([]);
    } finally {
      await closed.close();
    }
  });

  describe('refuses, naming the field and what to do', () => {
    const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const headers = '{"name":"A","provider":"mock","options":{"headers":';
    it.each([
      [
        'connections',
        '{"name":"A","provider":"mock","x":1}',
        'x',
        /^The field 'x' is not known here; the fields are name, /,
      ],
      // What a call may not choose is chosen here, under the names of this API.
      ...['api_key', 'base_url', 'organization', 'extra_headers'].map(
        (field): [string, string, string, RegExp] => [
          'connections',
          `{"name":"A","provider":"openai","${field}":"x"}`,
          field,
          /is not known here; the fields are name, provider, endpoint, credential, /,
        ],
      ),
      [
        'connections',
        '{"name":"A","provider":"mock","endpiont":"https://x.example.com"}',
        'endpiont',
        /^The field 'endpiont' is not known here \(did you mean endpoint\?\); the fields are name, /,
      ],
      ['connections', '{"name":"A","provider":null}', 'provider', /must not be null/],
      ['connections', '{"name":1,"provider":"mock"}', 'name', /^Invalid request: name must be a string\.$/],
      ['connections', '{"name":"A","provider":"mock","options":[]}', 'options', /must be an object/],
      [
        'connections',
        '{"name":"A","provider":"mock","options":{"zone":"x"}}',
        'options.zone',
        /^The field 'options\.zone' is not known here; the fields are api_version, api, region, project, location, health_check, health_check_model, headers\.$/,
      ],
      [
        'connections',
        '{"name":"A","provider":"mock","options":{"region":1}}',
        'options.region',
        /^Invalid request: options\.region must be a text\.$/,
      ],
      [
        'connections',
        '{"name":"A","provider":"mock","options":{"region":null}}',
        'options.region',
        /must be a text/,
      ],
      ['connections', `${headers}{"a":1}}}`, 'options.headers', /must be an object of texts/],
      ['connections', `${headers}{"__proto__":"x"}}}`, 'options.headers.__proto__', /not known here/],
      ['connections', '{"name":"A","provider":"mock","__proto__":{"x":1}}', '__proto__', /not known here/],
      ['connections', `${headers}${deep(200)}}}`, 'options', /nested too deeply/],
      [
        'models',
        `{"connection":"A","name":"m","capabilities":[${'1,'.repeat(20_000)}1]}`,
        'body',
        /more than 10000 values/,
      ],
      [
        'models',
        '{"connection":"A","name":"m","capabilities":["a",1]}',
        'capabilities',
        /must be an array of texts/,
      ],
      [
        'models',
        '{"connection":"A","name":"m","prices":{"input":-1}}',
        'prices.input',
        /^The prices\.input must be a number from 0\.000001 to 1000000, or 'free' for what costs nothing\.$/,
      ],
      [
        'models',
        '{"connection":"A","name":"m","prices":{"output":"1"}}',
        'prices.output',
        /must be a number/,
      ],
      ['models', '{"connection":"A","name":"m","prices":{"search":0}}', 'prices.search', /or 'free'/],
      [
        'models',
        '{"connection":"A","name":"m","prices":{"tea":1}}',
        'prices.tea',
        /input, output, cached_input, cache_write/,
      ],
      ['virtual-keys', '[]', 'body', /JSON object/],
    ])('%s: %s', async (path, body, param, message) => {
      const { status, error } = await admin('POST', path, body);
      expect({ status, ...error }).toMatchObject({ status: 400, code: 'INVALID_REQUEST', param });
      expect(error['message']).toMatch(message);
    });

    it('a body that is not there, but where it may be left out', async () => {
      expect((await admin('POST', 'virtual-keys')).error).toMatchObject({ param: 'body' });
      await made('virtual-keys', { name: 'Rotated' });
      expect((await admin('POST', 'virtual-keys/Rotated/rotate')).status).toBe(200);
    });
  });

  describe('keeps records', () => {
    it('of connections: made, shown, listed, changed and removed, the credential never shown', async () => {
      const connection = await made('connections', {
        name: 'OpenAI-Main',
        provider: 'openai',
        endpoint: 'https://api.openai.com',
        credential: CREDENTIAL,
        options: { headers: { 'OpenAI-Organization': 'org-1' } },
      });
      expect(connection).toMatchObject({
        name: 'OpenAI-Main',
        has_credential: true,
        enabled: true,
        source: 'database',
        options: { headers: { 'OpenAI-Organization': 'org-1' } },
      });
      expect((await admin('GET', 'connections/OpenAI-Main')).json).toEqual(connection);
      expect((await admin('GET', `connections/${connection.id}`)).json).toEqual(connection);
      const changed = await admin('PATCH', 'connections/OpenAI-Main', {
        enabled: false,
        credential: `${CREDENTIAL}-2`,
      });
      expect([changed.status, changed.json]).toMatchObject([200, { enabled: false, name: 'OpenAI-Main' }]);
      const removed = await admin('DELETE', `connections/${connection.id}`);
      expect([removed.status, removed.text]).toEqual([204, '']);
      expect((await admin('GET', 'connections/OpenAI-Main')).error).toMatchObject({ code: 'NOT_FOUND' });
      const audit = await admin('GET', 'audit');
      for (const text of [JSON.stringify(connection), changed.text, audit.text, gateway.log.text]) {
        expect(text).not.toContain(CREDENTIAL);
      }
      expect(audit.headers['cache-control']).toBe('no-store');
    });

    it('of keys and assignments, which hold at once', async () => {
      await made('connections', { name: 'Playground', provider: 'mock' });
      await made('models', { connection: 'Playground', name: 'mock-echo' });
      const { key, id } = await made('virtual-keys', { name: 'Frontend', expires_at: null });
      const ask = (presented: unknown) =>
        postChat(gateway, { ...HELLO, model: 'gpt-4' }, { key: String(presented) }).then(
          ({ status }) => status,
        );
      expect(await ask(key)).toBe(403);
      const assignment = await made('assignments', {
        virtual_key: 'Frontend',
        model: 'Playground/mock-echo',
        alias: 'gpt-4',
        tps: 50,
      });
      expect(await ask(key)).toBe(200);
      expect((await admin('GET', 'assignments?virtual_key=Frontend')).json).toEqual({
        data: [assignment],
        next_cursor: null,
      });
      const rotated = (await admin('POST', `virtual-keys/${id}/rotate`, { grace_seconds: 60 })).json as Json;
      expect([await ask(key), await ask(rotated['key'])]).toEqual([200, 200]);
      await admin('POST', `virtual-keys/${id}/rotate`);
      expect(await ask(key)).toBe(401);
      const inUse = await admin('DELETE', 'models/Playground%2Fmock-echo');
      expect([inUse.status, inUse.error['code']]).toEqual([409, 'CONFLICT']);
      expect(String(inUse.error['message'])).toMatch(/Frontend|gpt-4/);
      expect((await admin('DELETE', 'models/Playground%2Fmock-echo?force=true')).status).toBe(204);
      expect((await admin('GET', `assignments/${assignment.id}`)).status).toBe(404);
      expect((await admin('DELETE', 'virtual-keys/Frontend')).status).toBe(204);
    });

    it('also for clients that name the type of a body they do not send', async () => {
      const { id } = await made('virtual-keys', { name: 'Bodyless' });
      for (const [method, path] of [
        ['POST', `virtual-keys/${id}/rotate`],
        ['DELETE', `virtual-keys/${id}`],
      ] as const) {
        const answer = await admin(method, path, '');
        expect([path, answer.text, answer.status]).toEqual([
          path,
          answer.text,
          method === 'POST' ? 200 : 204,
        ]);
      }
      const needed = await admin('POST', 'virtual-keys', '');
      expect([needed.status, needed.error['param']]).toEqual([400, 'body']);
    });

    it('in pages', async () => {
      for (const name of ['Page-1', 'Page-2', 'Page-3', 'Page-4', 'Page-5'])
        await made('virtual-keys', { name });
      const seen: unknown[] = [];
      let cursor: string | null = '';
      let pages = 0;
      while (cursor !== null) {
        const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const { json } = await admin('GET', `virtual-keys?limit=2${query}`);
        const page = json as { data: Json[]; next_cursor: string | null };
        expect(page.data.length).toBeLessThanOrEqual(2);
        seen.push(...page.data.map(({ name }) => name));
        cursor = page.next_cursor;
        pages += 1;
      }
      expect(pages).toBeGreaterThanOrEqual(3);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(['Page-1', 'Page-2', 'Page-3', 'Page-4', 'Page-5']));
    });

    it('of every change: who, what and when', async () => {
      await made('virtual-keys', { name: 'Audited' });
      await admin('PATCH', 'virtual-keys/Audited', { enabled: false });
      const { data } = (await admin('GET', 'audit?limit=2')).json as { data: Json[] };
      expect(data).toMatchObject([
        {
          actor: 'admin-api',
          action: 'update',
          entity: 'virtual_key',
          entity_name: 'Audited',
          after: { enabled: false },
        },
        { actor: 'admin-api', action: 'create', entity: 'virtual_key', entity_name: 'Audited' },
      ]);
    });
  });

  describe('refuses', () => {
    beforeAll(async () => {
      await made('connections', { name: 'Taken', provider: 'mock' });
      await made('models', { connection: 'Taken', name: 'mock-echo' });
      await made('virtual-keys', { name: 'Taken' });
    });
    const connection = { name: 'x', provider: 'openai', credential: 'k' };
    const model = { connection: 'Taken', name: 'x' };
    const assignment = { virtual_key: 'Taken', model: 'Taken/mock-echo', alias: 'a' };

    it.each<[string, Method, string, unknown, number, string | null]>([
      [
        'a field that it does not know',
        'POST',
        'connections',
        { ...connection, colour: 'red' },
        400,
        'colour',
      ],
      ['a field of the wrong type', 'POST', 'connections', { ...connection, name: 7 }, 400, 'name'],
      ['a field that is missing', 'POST', 'connections', { provider: 'openai' }, 400, 'name'],
      ['a null that is not allowed', 'PATCH', 'connections/Taken', { name: null }, 400, 'name'],
      [
        'an option that it does not know',
        'POST',
        'connections',
        { ...connection, options: { zone: 'a' } },
        400,
        'options.zone',
      ],
      [
        'an option of the wrong type',
        'POST',
        'connections',
        { ...connection, options: { region: 1 } },
        400,
        'options.region',
      ],
      [
        'headers of the wrong type',
        'POST',
        'connections',
        { ...connection, options: { headers: { a: 1 } } },
        400,
        'options.headers',
      ],
      ['options that are a list', 'POST', 'connections', { ...connection, options: [] }, 400, 'options'],
      ['an unknown provider', 'POST', 'connections', { ...connection, provider: 'nobodys' }, 400, 'provider'],
      [
        'a malformed endpoint',
        'POST',
        'connections',
        { ...connection, endpoint: 'nonsense' },
        400,
        'endpoint',
      ],
      [
        'a metadata address',
        'POST',
        'connections',
        { ...connection, endpoint: 'http://169.254.169.254' },
        400,
        'endpoint',
      ],
      ['a change of the provider', 'PATCH', 'connections/Taken', { provider: 'openai' }, 400, 'provider'],
      ['a name that is taken', 'POST', 'connections', { name: 'Taken', provider: 'mock' }, 409, 'name'],
      ['a price below nothing', 'POST', 'models', { ...model, prices: { input: -1 } }, 400, 'prices.input'],
      [
        'a capability that is no word',
        'POST',
        'models',
        { ...model, capabilities: [1] },
        400,
        'capabilities',
      ],
      ['half a token', 'POST', 'models', { ...model, context_length: 1.5 }, 400, 'context_length'],
      ['a key that is too short', 'POST', 'virtual-keys', { name: 'x', key: 'short' }, 400, 'key'],
      ['a change of a key itself', 'PATCH', 'virtual-keys/Taken', { key: 'vk-another-key' }, 400, 'key'],
      [
        'an expiry that is no time',
        'POST',
        'virtual-keys',
        { name: 'x', expires_at: 'tomorrow' },
        400,
        'expires_at',
      ],
      [
        'a grace below nothing',
        'POST',
        'virtual-keys/Taken/rotate',
        { grace_seconds: -1 },
        400,
        'grace_seconds',
      ],
      ['a rate that is a text', 'POST', 'assignments', { ...assignment, tps: '50' }, 400, 'tps'],
      ['a page that is too long', 'GET', 'models?limit=1001', undefined, 400, 'limit'],
      ['a query that it does not know', 'GET', 'models?page=2', undefined, 400, 'page'],
      ['a force that is neither', 'DELETE', 'models/Taken%2Fmock-echo?force=maybe', undefined, 400, 'force'],
      ['a missing body', 'POST', 'connections', undefined, 400, 'body'],
      [
        '__proto__',
        'POST',
        'connections',
        '{"name":"x","provider":"openai","__proto__":{}}',
        400,
        '__proto__',
      ],
      ['what is not there', 'PATCH', 'models/nobody', { name: 'x' }, 404, null],
    ])('%s', async (_name, method, path, body, status, param) => {
      const answer = await admin(method, path, body);
      expect([answer.status, answer.error]).toMatchObject([status, param === null ? {} : { param }]);
    });
  });

  it.each<[string, unknown, string]>([
    ['virtual-keys', {}, 'name must be a string'],
    ['assignments', { virtual_key: 'a', model: 'b', alias: 'c', tps: '5' }, 'tps must be a number'],
    [
      'connections',
      { name: 'Two-Lines', provider: 'openai', credential: 'sk-one\nsk-two' },
      'The credential must be on one line',
    ],
  ])('says what kind of value is wanted (%s)', async (things, body, reason) => {
    expect((await admin('POST', things, body)).error).toMatchObject({
      message: expect.stringContaining(reason),
    });
  });

  it('is described, with examples that work', async () => {
    const fresh = await startGateway({ settings: { ADMIN_KEY, ADDRESS_RPS: 0, KEY_RPS: 0 } });
    try {
      const document = (await get(fresh, '/openapi.json', { key: null })).json as OpenAPIObject;
      const validator = await OpenApiValidator.of(fresh);
      const routes = Object.entries(document.paths).filter(([path]) => path.startsWith('/admin/'));
      expect(routes.length).toBe(33);
      let assignmentId = '';
      // Of a thing's life, in its order: made, shown, changed; what speaks with a provider stays out.
      for (const method of ['post', 'get', 'patch'] as const) {
        for (const [route, item] of routes) {
          const operation = item[method];
          if (operation === undefined || /\/(test|discover)$/.test(route)) continue;
          const path = route
            .replace(/\{(\w+)\}/, (_all, name) => exampleOf(operation, String(name)) ?? '')
            .replace('assignment-id', assignmentId);
          const query = (operation.parameters ?? []).flatMap((one) =>
            'name' in one && one.required === true && one.schema !== undefined && 'example' in one.schema
              ? one.in === 'query'
                ? [`?${one.name}=${String(one.schema.example)}`]
                : []
              : [],
          );
          const answer = await call(fresh, method.toUpperCase() as Method, path + query.join(''), {
            key: ADMIN_KEY,
            body: bodyOf(operation),
          });
          const makes =
            method === 'post' && !/\/(?:rotate|export|import|reset|drain|undrain|raise)$/.test(route);
          const expected = makes ? 201 : 200;
          expect([method, route, answer.status, answer.text]).toEqual([method, route, expected, answer.text]);
          const isJson = String(answer.headers['content-type']).includes('application/json');
          if (method !== 'patch' && isJson)
            validator.response(method.toUpperCase(), route, expected, answer.json);
          if (method === 'post' && route === '/admin/assignments')
            assignmentId = (answer.json as { id: string }).id;
        }
      }
    } finally {
      await fresh.close();
    }
  });
});

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

function exampleOf({ parameters = [] }: Operation, name: string): string | undefined {
  for (const parameter of parameters) {
    if (!('name' in parameter) || parameter.name !== name || !parameter.schema) continue;
    const example: unknown = 'example' in parameter.schema ? parameter.schema.example : undefined;
    return typeof example === 'string' ? encodeURIComponent(example) : undefined;
  }
  return undefined;
}

function bodyOf({ requestBody }: Operation): unknown {
  if (requestBody === undefined || '$ref' in requestBody) return undefined;
  const [example] = Object.values(requestBody.content['application/json']?.examples ?? {});
  return example === undefined || '$ref' in example ? undefined : (example.value as unknown);
}
