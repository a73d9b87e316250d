import type { OpenAPIObject } from '@nestjs/swagger';
import { EXAMPLE_INTERNAL_KEY } from '../src/config/groups/callers.settings';
import { ERROR_CATALOGUE } from '../src/errors/gateway-error';
import { call, get } from './support/callers/chat-request';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { OpenApiValidator } from './support/documents/openapi-validator';
import { aliasCalls, documentedCalls } from './support/documents/documented-calls';
import type { DocumentedCall } from './support/documents/documented-calls';

/** Operations of other parts have tests of their own: openapi-admin and openapi-gemini. */
/** How a whole stream ends, on each wire. */
const ENDINGS = /\n(?:data: \[DONE\]|event: (?:end|message_stop|response\.completed)\ndata: .*)\n\n$/;
const OTHER_PARTS = /^\/(?:admin|v1beta)\//;

describe('the OpenAPI document', () => {
  let gateway: InProcessGateway;
  let document: OpenAPIObject;
  let validator: OpenApiValidator;
  let calls: readonly DocumentedCall[];

  beforeAll(async () => {
    gateway = await startGateway({ settings: { MOCK_TOKEN_DELAY_MS: 0, KEY_RPS: 0, ADDRESS_RPS: 0 } });
    document = (await get(gateway, '/openapi.json', { key: null })).json as OpenAPIObject;
    validator = await OpenApiValidator.of(gateway);
    calls = documentedCalls(document).filter(({ route }) => !OTHER_PARTS.test(route));
  });
  afterAll(() => gateway.close());

  /** The id of an answer that is kept. */
  const keptResponse = async (background: boolean): Promise<string> => {
    const body = { input: 'Say hello.', background };
    const { json } = await call(gateway, 'POST', '/v1/responses', { body });
    return (json as { readonly id: string }).id;
  };

  /** The ids of a conversation and of an item in it. */
  const keptConversation = async (): Promise<{ conversation: string; item: string }> => {
    const { json } = await call(gateway, 'POST', '/v1/conversations', { body: {} });
    const { id } = json as { readonly id: string };
    const body = { items: [{ role: 'user', content: 'Say hello.' }] };
    const added = await call(gateway, 'POST', `/v1/conversations/${id}/items`, { body });
    const { data } = added.json as { readonly data: readonly { readonly id: string }[] };
    return { conversation: id, item: data[0]?.id ?? '' };
  };

  it('has examples that all succeed, and are answered as documented', async () => {
    const all = [...calls, ...aliasCalls(calls)];
    const bodies = all.filter(({ body }) => body !== undefined);
    expect(bodies.length).toBeGreaterThanOrEqual(25);
    for (const { method, path: example, route, body, name } of all) {
      const { conversation, item } = await keptConversation();
      const path = example
        .replace(/resp_[0-9a-f]+/, await keptResponse(example.endsWith('/cancel')))
        .replace(/conv_[0-9a-f]+/, conversation)
        .replace(/msg_[0-9a-f]+/, item);
      const answer = await call(gateway, method, path, body === undefined ? {} : { body });
      expect({ name, status: answer.status }).toEqual({ name, status: 200 });
      const type = String(answer.headers['content-type']).split(';')[0] ?? '';
      if (type === 'application/json') validator.response(method, route, 200, answer.json);
      else if (type === 'text/plain') validator.response(method, route, 200, answer.text, type);
      else if (type === 'audio/wav') expect(answer.text).toMatch(/^RIFF/);
      else expect(answer.text).toMatch(ENDINGS);
    }
  });

  it.each([
    ['Bearer', { authorization: 'Bearer test-key-1' }],
    ['x-internal-auth', { 'x-internal-auth': 'test-key-1' }],
    ['api-key', { 'api-key': 'test-key-1' }],
    ['x-goog-api-key', { 'x-goog-api-key': 'test-key-1' }],
  ])('offers %s, and it opens the door', async (_name, headers) => {
    expect((await get(gateway, '/v1/models', { key: null, headers })).status).toBe(200);
    const schemes = Object.values(document.components?.securitySchemes ?? {});
    const names = schemes.map((scheme) => ('name' in scheme ? scheme.name : 'authorization'));
    expect(names).toEqual(expect.arrayContaining(Object.keys(headers)));
  });

  it('tells which routes need a key', async () => {
    for (const { method, path, route, body, operation } of calls) {
      const { status } = await call(gateway, method, path, {
        key: null,
        ...(body !== undefined && { body }),
      });
      const needed = operation.security?.length !== 0;
      expect({ route, needed }).toEqual({ route, needed: status === 401 });
      expect({ route, documented: '401' in operation.responses }).toEqual({ route, documented: needed });
    }
  });

  it('has every error of the catalogue, once, with the body that callers get', () => {
    const responses = document.components?.responses ?? {};
    expect(Object.keys(responses).sort()).toEqual(Object.keys(ERROR_CATALOGUE).sort());
    for (const [code, { type }] of Object.entries(ERROR_CATALOGUE)) {
      const response = responses[code];
      const example: unknown =
        response && 'content' in response && response.content['application/json']?.example;
      expect(example).toMatchObject({ error: { code, type } });
      validator.schema('Error', example);
    }
  });

  it('documents on every call all statuses that a call can get', () => {
    const expected = [200, 400, 401, 403, 404, 408, 413, 415, 429, 500, 502, 503, 504].map(String);
    // Anthropic's clients know 529 for our 503.
    const ofMessages = expected.map((status) => (status === '503' ? '529' : status)).sort();
    for (const { route, operation, body } of calls) {
      if (body !== undefined)
        expect({ route, statuses: Object.keys(operation.responses).sort() }).toEqual({
          route,
          statuses: route.startsWith('/v1/messages') ? ofMessages : expected,
        });
    }
  });

  it('lets requests have fields that it does not name', () => {
    for (const { operation } of calls) {
      const { requestBody } = operation;
      if (requestBody === undefined || '$ref' in requestBody) continue;
      const schema = requestBody.content['application/json']?.schema;
      const name = schema && '$ref' in schema ? (schema.$ref.split('/').at(-1) ?? '') : '';
      const described = name === '' ? schema : document.components?.schemas?.[name];
      expect(described).toMatchObject({ additionalProperties: true });
    }
  });

  it('shows the parts that the service has, and no key of a part that it has not', () => {
    const used = new Set(documentedCalls(document).flatMap(({ operation }) => operation.tags ?? []));
    expect(new Set(document.tags?.map(({ name }) => name))).toEqual(used);
    expect(used).not.toContain('admin');
    expect(Object.keys(document.components?.securitySchemes ?? {})).not.toContain('admin-key');
  });

  it('names its schemas as the field does, and resolves every reference', () => {
    const names = Object.keys(document.components?.schemas ?? {});
    expect(names).toEqual(
      expect.arrayContaining([
        ...[
          'ChatCompletionRequest',
          'ChatCompletion',
          'ChatCompletionChunk',
          'ChatMessage',
          'ModelList',
          'Model',
        ],
        ...[
          'Error',
          'EmbeddingsRequest',
          'EmbeddingList',
          'UniformAnswer',
          'TokenEvent',
          'EndEvent',
          'HealthReport',
        ],
      ]),
    );
    expect(names.filter((name) => /Dto$/.test(name))).toEqual([]);
    // Clients that are generated (openapi-python-client) have classes of these names, and cannot be loaded with two of one.
    expect(names.filter((name) => /^(?:Response|Client|AuthenticatedClient|File|Unset)$/.test(name))).toEqual(
      [],
    );
    for (const [, reference = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = reference
        .split('/')
        .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], document);
      expect({ reference, found: found !== undefined }).toEqual({ reference, found: true });
    }
  });

  it('has each operation once, under an id that names it and a summary of its own', () => {
    const ids = documentedCallsOnce(document).map(({ operation }) => operation.operationId ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(?:[A-Z][a-z]+)*$/);
    expect(ids).toEqual(
      expect.arrayContaining([
        ...['createChatCompletion', 'createEmbedding', 'listModels', 'retrieveModel', 'listModelDetails'],
        ...['generateContent', 'streamGenerateContent', 'listUniformModels', 'createUniformChat'],
        ...['createUniformCompletion', 'createUniformStream', 'getLiveness', 'getReadiness', 'getMetrics'],
      ]),
    );
    for (const { operation } of calls) expect(operation.summary).toMatch(/\w/);
  });

  it('names in the text of an operation every other path that it has', () => {
    const aliases = new Map(
      Object.entries(document.paths).map(([path, { get: read, post }]) => [
        path,
        (read ?? post)?.description,
      ]),
    );
    expect(aliases.get('/v1/models')).toBe('Also at `/models`, `/openai/v1/models` and `/openai/models`.');
    expect(aliases.get('/v1/models/{id}')).toBe('Also at `/models/{id}` and `/openai/v1/models/{id}`.');
    for (const end of ['chat/completions', 'embeddings']) {
      expect(aliases.get(`/v1/${end}`)).toMatch(
        new RegExp(
          `Also at \`/${end}\`, \`/openai/v1/${end}\` and \`/openai/deployments/\\{model\\}/${end}\` \\(for Azure's SDKs.*\\)\\.$`,
        ),
      );
      expect(aliases.has(`/${end}`)).toBe(false);
    }
  });
});

/** One call for each operation. */
function documentedCallsOnce(document: OpenAPIObject): DocumentedCall[] {
  const once = new Map(documentedCalls(document).map((one) => [`${one.method} ${one.route}`, one]));
  return [...once.values()];
}

describe('the documentation page', () => {
  let gateway: InProcessGateway | undefined;
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  });
  const page = async (settings: Readonly<Record<string, string | number | boolean>> = {}) => {
    gateway = await startGateway({ settings: { ADDRESS_RPS: 0, ...settings } });
    return gateway;
  };
  const ask = (running: InProcessGateway, path: string) => get(running, path, { key: null });

  it('is served without a key, with everything that it needs, from this service alone', async () => {
    const running = await page();
    const html = await ask(running, '/docs');
    expect(html.headers['content-type']).toBe('text/html; charset=utf-8');
    const links = [...html.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link);
    expect(links).toHaveLength(4);
    for (const link of links) {
      expect(link).toMatch(/^\.\/docs\//);
      expect((await ask(running, link.slice(1))).status).toBe(200);
    }
    const { text } = await ask(running, '/docs/start.js');
    expect(text).toContain('"url":"./openapi.json"');
    expect(text).toContain('"validatorUrl":null');
    expect(((await ask(running, '/openapi.json')).json as OpenAPIObject).servers).toEqual([{ url: './' }]);
  });

  it('leads from /docs/ to /docs, also below the path of a reverse proxy', async () => {
    const answer = await ask(await page(), '/docs/');
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toBe('../docs');
  });

  it('fills in the key of the examples where that is accepted, and no other', async () => {
    expect((await ask(await page(), '/docs/start.js')).text).not.toContain('preauthorize');
    await gateway?.close();
    const open = await page({ INTERNAL_API_KEY: EXAMPLE_INTERNAL_KEY });
    expect((await ask(open, '/docs/start.js')).text).toContain(
      `ui.preauthorizeApiKey('bearer', "${EXAMPLE_INTERNAL_KEY}")`,
    );
  });

  it.each(['/docs/package.json', '/docs/../package.json', '/docs/nothing'])(
    'has no file beside: %s',
    async (path) => {
      const answer = await ask(await page(), path);
      expect(answer.error).toMatchObject({ code: 'NOT_FOUND' });
    },
  );

  it.each(['/docs', '/docs/', '/openapi.json', '/docs/start.js', '/docs/swagger-ui.css'])(
    'is not there when DOCS_ENABLED is off: %s',
    async (path) => {
      const answer = await ask(await page({ DOCS_ENABLED: false }), path);
      expect(answer.status).toBe(404);
      expect(answer.error).toMatchObject({ code: 'NOT_FOUND' });
    },
  );
});
