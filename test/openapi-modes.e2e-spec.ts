import type { OpenAPIObject } from '@nestjs/swagger';
import { call, get } from './support/callers/chat-request';
import { documentedCalls } from './support/documents/documented-calls';
import type { DocumentedCall } from './support/documents/documented-calls';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { addConnection } from './support/service/registry-setup';

const MODELS = ['text-embedding-3-large', 'claude-haiku', 'house-model'].map((name) => ({ name }));

describe('the examples of the OpenAPI document', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });
  const started = <T extends { close(): Promise<void> }>(one: T): T => {
    open.push(one);
    return one;
  };

  /** The calls of the doors, as "Try it out" makes them. */
  const examples = async (gateway: InProcessGateway): Promise<readonly DocumentedCall[]> => {
    const { json: document } = await get(gateway, '/openapi.json', { key: null });
    return documentedCalls(document as OpenAPIObject).filter(
      // A kept response has the id that the answer said: no example knows it.
      ({ route }) => !/^\/(?:admin|v1\/responses\/\{id\}|v1\/conversations\/\{id\})/.test(route),
    );
  };
  const modelsIn = (calls: readonly DocumentedCall[]): Set<unknown> =>
    new Set(
      calls.flatMap(({ body }) =>
        typeof body === 'object' && body !== null && 'model' in body ? [body.model] : [],
      ),
    );

  it('ask for the models of LiteLLM in litellm mode', async () => {
    const upstream = started(await FakeUpstream.start());
    upstream.models = MODELS;
    const withDefault = started(await startGateway({ upstream, settings: { DEFAULT_MODEL: 'house-model' } }));
    expect(modelsIn(await examples(withDefault))).toEqual(new Set(['house-model', 'text-embedding-3-large']));
    expect((await examples(withDefault)).map(({ path }) => path)).toContain('/v1/models/house-model');
    const atGemini = (await examples(withDefault)).filter(({ route }) => route.startsWith('/v1beta/models/'));
    expect(new Set(atGemini.map(({ path }) => /models\/([^:]*)/.exec(path)?.[1]))).toEqual(
      new Set(['house-model', 'text-embedding-3-large']),
    );
    const conversation = (await examples(withDefault)).find(({ route }) => route === '/v1/conversations');
    expect(conversation?.body).toEqual({});
    const without = started(await startGateway({ upstream }));
    expect(modelsIn(await examples(without))).toEqual(new Set(['claude-haiku', 'text-embedding-3-large']));
  });

  it('ask for the default model while LiteLLM is away', async () => {
    const gateway = started(await startGateway({ upstream: { url: 'http://127.0.0.1:1' } }));
    expect(modelsIn(await examples(gateway))).toEqual(new Set(['gpt-4o-mini']));
  });

  it('ask for models of the connections in direct mode, as soon as there are any, and succeed', async () => {
    const settings = { LLM_MODE: 'direct', KEY_RPS: 0, ADDRESS_RPS: 0, MOCK_TOKEN_DELAY_MS: 0 };
    const gateway = started(await startGateway({ settings }));
    expect(modelsIn(await examples(gateway))).toEqual(new Set(['gpt-4o-mini']));
    await addConnection(gateway, { name: 'Playground', provider: 'mock' }, 'mock-echo', 'mock-embedding');
    const calls = await examples(gateway);
    expect(modelsIn(calls)).toEqual(new Set(['Playground/mock-echo', 'Playground/mock-embedding']));
    for (const { name, method, path, body } of calls) {
      const answer = await call(gateway, method, path, { ...(body !== undefined && { body }) });
      expect({ name, status: answer.status }).toEqual({ name, status: 200 });
    }
  });

  it('name no connection in production, where everybody can read them', async () => {
    const gateway = started(
      await startGateway({
        settings: {
          LLM_MODE: 'direct',
          INTERNAL_API_KEY: 'internal-key-of-the-tests-in-production',
          ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
        },
        environment: { NODE_ENV: 'production' },
      }),
    );
    await addConnection(gateway, { name: 'Acme-Account', provider: 'mock' }, 'mock-echo');
    const document = await get(gateway, '/openapi.json', { key: null });
    expect(document.status).toBe(200);
    expect(document.text).not.toContain('Acme-Account');
  });
});
