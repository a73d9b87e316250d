import type { OpenAPIObject } from '@nestjs/swagger';
import { call, get } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { documentedCalls } from './support/documents/documented-calls';
import type { DocumentedCall } from './support/documents/documented-calls';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { OpenApiValidator } from './support/documents/openapi-validator';

const KEY = 'admin-key-of-the-tests';
/** What is made first and removed last, so that the examples of one operation find what those of another made. */
const COLLECTIONS = [
  '/admin/connections',
  '/admin/models',
  '/admin/groups',
  '/admin/virtual-keys',
  '/admin/assignments',
];

describe('the OpenAPI document, of the admin API', () => {
  let gateway: InProcessGateway;
  let document: OpenAPIObject;
  let validator: OpenApiValidator;
  let calls: readonly DocumentedCall[];

  beforeAll(async () => {
    gateway = await startGateway({ settings: { ADMIN_KEY: KEY, ADDRESS_RPS: 0 } });
    document = (await get(gateway, '/openapi.json', { key: null })).json as OpenAPIObject;
    validator = await OpenApiValidator.of(gateway);
    calls = documentedCalls(document).filter(({ route }) => route.startsWith('/admin/'));
  });
  afterAll(() => gateway.close());

  const make = ({ method, path, body }: DocumentedCall, key: string | null = KEY): Promise<CallAnswer> =>
    call(gateway, method, path, { key, ...(body !== undefined && { body }) });

  /** Makes a documented call, and holds the answer to the document. */
  const succeed = async (one: DocumentedCall, status: number): Promise<void> => {
    const answer = await make(one);
    expect({ name: one.name, status: answer.status, text: answer.text }).toMatchObject({
      name: one.name,
      status,
    });
    if (isExport(one)) return;
    if (status === 204) expect(Object.keys(one.operation.responses)).toContain('204');
    else validator.response(one.method, one.route, status, answer.json);
  };

  const those = (method: DocumentedCall['method'], inner: boolean): DocumentedCall[] =>
    calls
      .filter((one) => one.method === method && one.route.includes('{') === inner)
      .sort((one, other) => place(one) - place(other));

  it('is there with a key of its own', () => {
    expect(document.components?.securitySchemes).toHaveProperty(['admin-key'], {
      type: 'http',
      scheme: 'bearer',
      description: expect.any(String) as string,
    });
    expect(document.tags?.map(({ name }) => name)).toContain('admin');
    expect(calls.length).toBeGreaterThanOrEqual(24);
    for (const { operation } of calls) expect(operation.security).toEqual([{ 'admin-key': [] }]);
  });

  it('says of null what OpenAPI 3.0 asks for, beside a type and among the values, so that validators take it', () => {
    const wrong: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { nullable, type, enum: values } = value as Record<string, unknown>;
      if (nullable === true && type === undefined) wrong.push(`${path}: no type`);
      if (nullable === true && Array.isArray(values) && !values.includes(null))
        wrong.push(`${path}: null is no value`);
      for (const [name, one] of Object.entries(value)) look(one, `${path}/${name}`);
    };
    look(document.components?.schemas, '');
    expect(wrong).toEqual([]);
  });

  it('has examples that succeed from top to bottom, and once more, and are answered as documented', async () => {
    for (let round = 1; round <= 2; round += 1) {
      for (const one of calls.filter(({ name }) => !name.endsWith(': OpenAI'))) {
        await succeed(withExampleQuery(one), expectedStatus(one));
      }
    }
    for (const collection of COLLECTIONS) {
      expect((await call(gateway, 'GET', collection, { key: KEY })).json).toMatchObject({ data: [] });
    }
  });

  it('has for each operation an answer in full, which is as its schema says', () => {
    for (const one of calls) {
      const status = expectedStatus(one);
      const answer = one.operation.responses[String(status)];
      expect({ name: one.name, there: answer !== undefined && 'description' in answer }).toMatchObject({
        there: true,
      });
      if (isExport(one)) continue;
      if (status === 204 || answer === undefined || !('description' in answer)) continue;
      const { schema, example } = answer.content?.['application/json'] ?? {};
      expect({ name: one.name, schema }).toMatchObject({ schema: { $ref: expect.any(String) as string } });
      expect({ name: one.name, example: typeof example }).toMatchObject({ example: 'object' });
      validator.response(one.method, one.route, status, example);
    }
  });

  it('has the errors that callers get', async () => {
    for (const one of calls) {
      expect({ name: one.name, statuses: Object.keys(one.operation.responses) }).toMatchObject({
        statuses: expect.arrayContaining(['401', '403', '429', '500', '503']) as string[],
      });
      const refused = [await make(one, null), await make(one, gateway.key)];
      if (one.body !== undefined) {
        const broken = { key: KEY, body: { no_such_field: true } };
        refused.push(await call(gateway, one.method, one.path, broken));
      }
      if (one.route.includes('{')) {
        const elsewhere = one.path.replace(/(\/admin\/[\w-]+\/)[^/]+/, '$1no-such-thing');
        refused.push(await make({ ...one, path: elsewhere }));
      }
      const expected = [
        401,
        403,
        ...(one.body === undefined ? [] : [400]),
        ...(one.route.includes('{') ? [404] : []),
      ];
      expect({ name: one.name, statuses: refused.map(({ status }) => status) }).toEqual({
        name: one.name,
        statuses: expected,
      });
      for (const { status, json: body } of refused) validator.response(one.method, one.route, status, body);
    }
  });

  it.each([
    ['/admin/virtual-keys', { name: 'Of-No-Group', group: 'nowhere' }],
    ['/admin/groups', { name: 'below', parent: 'nowhere' }],
    ['/admin/budgets', { group: 'nowhere', amount: 1, period: 'month' }],
    ['/admin/models', { connection: 'nowhere', name: 'm' }],
    ['/admin/assignments', { virtual_key: 'nowhere', model: 'a/b', alias: 'c' }],
  ])('has the answer of %s to a thing in the body that is not there', async (route, body) => {
    const { status, json } = await call(gateway, 'POST', route, { key: KEY, body });
    expect(status).toBe(404);
    validator.response('POST', route, 404, json);
  });

  it('has the refusal of names that are taken and of things that are in use', async () => {
    const made = those('POST', false).filter(({ route }) => hasNames(route));
    for (const one of made) await succeed(one, 201);
    for (const one of made) {
      const again = await make(one);
      expect({ name: one.name, status: again.status }).toEqual({ name: one.name, status: 409 });
      validator.response('POST', one.route, 409, again.json);
    }
    for (const one of those('DELETE', true).filter(({ route }) => isUsed(route))) {
      const inUse = await make(one);
      expect({ name: one.name, status: inUse.status }).toEqual({ name: one.name, status: 409 });
      validator.response('DELETE', one.route, 409, inUse.json);
    }
  });
});

/** With the query parameters that have an example: "Try it out" fills them in. */
function withExampleQuery(one: DocumentedCall): DocumentedCall {
  const query = (one.operation.parameters ?? []).flatMap((parameter) =>
    'name' in parameter &&
    parameter.schema !== undefined &&
    'example' in parameter.schema &&
    parameter.in === 'query' &&
    // What is required is in the path already.
    parameter.required !== true
      ? [`${parameter.name}=${String(parameter.schema.example)}`]
      : [],
  );
  return query.length === 0 ? one : { ...one, path: `${one.path}?${query.join('&')}` };
}

function expectedStatus({ method, route }: DocumentedCall): number {
  if (method === 'DELETE') return 204;
  return method === 'POST' && !route.includes('{') && !route.startsWith('/admin/registry/') ? 201 : 200;
}

function place({ route }: DocumentedCall): number {
  return COLLECTIONS.findIndex((collection) => route.startsWith(collection));
}

/** Its answer is no JSON document: a line for each call. */
function isExport({ route }: DocumentedCall): boolean {
  return route === '/admin/usage/export';
}

/** Whether two of a kind cannot have one name. Prices and budgets have none: there may be several for one thing. */
function hasNames(route: string): boolean {
  return !/^\/admin\/(?:registry|prices|budgets)/.test(route);
}

/** Whether the examples put things of a kind to use. */
function isUsed(route: string): boolean {
  return !/^\/admin\/(?:assignments|prices|budgets|groups|routes)/.test(route);
}
