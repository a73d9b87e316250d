import OpenAI, { AzureOpenAI } from 'openai';
import { providerError, whole } from './support/upstream/answer-scripts';
import { call } from './support/callers/chat-request';
import type { CallAnswer } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { Gateway } from './support/service/gateway';

const UPSTREAM_ROUTE = 'POST /v1/embeddings';

describe('embeddings', () => {
  let upstream: FakeUpstream;
  let gateway: Gateway;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await startGateway({ upstream, settings: { RETRIES: 1 } });
  });

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  beforeEach(() => upstream.reset());

  function embed(body: unknown, path = '/v1/embeddings'): Promise<CallAnswer> {
    return call(gateway, 'POST', path, { body });
  }

  it.each(['/v1/embeddings', '/embeddings', '/openai/deployments/text-embedding-3-small/embeddings'])(
    'are forwarded byte for byte by %s',
    async (path) => {
      const answered =
        '{"object":"list", "data":[{"object":"embedding","index":0,"embedding":[1.0,-0.50]}],"model":"m",' +
        '"usage":{"prompt_tokens":2,"total_tokens":2}}';
      upstream.route(UPSTREAM_ROUTE, whole(answered, { contentType: 'application/json' }));
      const asked =
        '{ "model":"text-embedding-3-small","input":["a","b"], "dimensions":256,"own_field":1.0 }';
      const answer = await embed(asked, path);
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(answered);
      expect(upstream.requests.at(-1)?.body.toString()).toBe(asked);
    },
  );

  it('are asked of the default model where none is named', async () => {
    expect((await embed({ input: 'Hello' })).status).toBe(200);
    expect(upstream.requests.at(-1)?.model).toBe('gpt-4o-mini');
  });

  it("are asked of the path's model, whatever the body names", async () => {
    await embed({ model: 'other', input: 'Hello' }, '/openai/deployments/text-embedding-3-small/embeddings');
    expect(upstream.requests.at(-1)?.model).toBe('text-embedding-3-small');
  });

  it.each([
    [{}, 'input'],
    [{ input: [] }, 'input'],
    [{ input: [1, 'a'] }, 'input'],
    [{ input: 'Hello', dimensions: 0 }, 'dimensions'],
    [{ input: 'Hello', encoding_format: 'hex' }, 'encoding_format'],
    [{ input: 'Hello', model: 5 }, 'model'],
    [{ input: 'Hello', api_key: 'sk-mine' }, 'api_key'],
  ])('refuse %j with 400, naming %s, without calling the upstream', async (body, param) => {
    const answer = await embed(body);
    expect(answer.status).toBe(400);
    expect(answer.error).toMatchObject({ code: 'INVALID_REQUEST', param });
    expect(upstream.requests).toHaveLength(0);
  });

  it('need a valid key', async () => {
    const answer = await call(gateway, 'POST', '/v1/embeddings', { body: { input: 'Hello' }, key: 'wrong' });
    expect(answer.status).toBe(401);
    expect(upstream.requests).toHaveLength(0);
  });

  it("pass the provider's refusal on", async () => {
    const refusal = { message: 'input is too long', code: 'context_length_exceeded', param: 'input' };
    upstream.route(UPSTREAM_ROUTE, providerError(400, { type: 'invalid_request_error', ...refusal }));
    const answer = await embed({ input: 'Hello' });
    expect(answer.status).toBe(400);
    expect(answer.error).toMatchObject({
      code: 'context_length_exceeded',
      message: expect.stringContaining('too long') as string,
    });
  });

  it('are tried once more when the upstream fails, and answer 502 when it fails again', async () => {
    upstream.route(UPSTREAM_ROUTE, providerError(500));
    const answer = await embed({ input: 'Hello' });
    expect(answer.status).toBe(502);
    expect(upstream.requests).toHaveLength(2);
  });

  it('write one log line, with their tokens', async () => {
    const answer = await embed({ model: 'text-embedding-3-small', input: ['a', 'b'] });
    const line = await gateway.log.until(({ request_id: id }) => id === answer.headers['x-request-id']);
    expect(line).toMatchObject({
      route: '/v1/embeddings',
      status: 200,
      prompt_tokens: 8,
      completion_tokens: 0,
    });
  });

  it('work with the openai SDK, with an Azure client, and with base64, which the SDK asks for', async () => {
    const mock = await startGateway();
    try {
      const options = { apiKey: mock.key, maxRetries: 0 };
      const openai = new OpenAI({ ...options, baseURL: `${mock.url}/v1` });
      const request = { model: 'mock-embedding', input: ['The sky is blue.', 'Grass'], dimensions: 8 };
      const { data, usage } = await openai.embeddings.create(request);
      expect(data.map(({ embedding }) => embedding.length)).toEqual([8, 8]);
      expect(usage.prompt_tokens).toBeGreaterThan(0);
      const azure = new AzureOpenAI({ ...options, endpoint: mock.url, apiVersion: '2024-10-21' });
      const floats = await azure.embeddings.create({ ...request, encoding_format: 'float' });
      floats.data[0]!.embedding.forEach((number, at) =>
        expect(number).toBeCloseTo(data[0]!.embedding[at]!, 5),
      );
    } finally {
      await mock.close();
    }
  });
});
