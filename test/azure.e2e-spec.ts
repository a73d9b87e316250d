/** Azure's three forms over real sockets: what is sent, and what is made of filters and errors. */
import { callWith, ADAPTER_SETTINGS, KeepingSink, targetOf } from './support/providers/adapter-calls';
import { json } from './support/upstream/answer-scripts';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { describeWithRecordings, recordedChunks } from './support/providers/recordings';
import { stream } from './support/upstream/stream-scripts';
import { azureProvider } from '../src/llm/providers/azure/azure.provider';
import type { LlmAdapter } from '../src/llm/llm-adapter';

const signal = new AbortController().signal;
const CHAT = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] };

let upstream: FakeUpstream;
const opened: LlmAdapter[] = [];

beforeAll(async () => {
  upstream = await FakeUpstream.start();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((adapter) => adapter.close()));
  upstream.reset();
});
afterAll(() => upstream.close());

function open(path = '', options: Parameters<typeof targetOf>[2] = {}): LlmAdapter {
  const adapter = azureProvider.open(targetOf('azure', upstream.url + path, options), ADAPTER_SETTINGS);
  opened.push(adapter);
  return adapter;
}

describe('Azure is sent', () => {
  it('a deployment in the path, the api-version, and the key in its own header', async () => {
    const call = callWith(CHAT, { deploymentName: 'prod-4o' });
    await open('', { key: 'azure-key', api_version: '2024-10-21' }).complete(call, signal);
    const [request] = upstream.chats;
    expect(request?.url).toBe('/openai/deployments/prod-4o/chat/completions?api-version=2024-10-21');
    expect(request?.headers).toMatchObject({ 'api-key': 'azure-key' });
    expect(request?.headers['authorization']).toBeUndefined();
    expect(request?.body.equals(call.raw)).toBe(true);
  });

  it('an Entra token as Bearer', async () => {
    await open('', { key: 'eyJhbGciOi.eyJhdWQ.c2ln' }).complete(callWith(CHAT), signal);
    expect(upstream.chats[0]?.headers).toMatchObject({ authorization: 'Bearer eyJhbGciOi.eyJhdWQ.c2ln' });
    expect(upstream.chats[0]?.headers['api-key']).toBeUndefined();
    expect(upstream.chats[0]?.url).toBe(
      '/openai/deployments/gpt-4o/chat/completions?api-version=2024-05-01-preview',
    );
  });

  it.each([
    ['/openai/v1', '/openai/v1/chat/completions', undefined],
    ['/models', '/models/chat/completions?api-version=2024-05-01-preview', 'pass-through'],
  ])('the deployment as the model where the form is %s', async (path, url, extra) => {
    await open(path).complete(callWith(CHAT, { deploymentName: 'prod-4o' }), signal);
    expect(upstream.chats[0]).toMatchObject({ url, model: 'prod-4o' });
    expect(upstream.chats[0]?.headers['extra-parameters']).toBe(extra);
  });

  it('embeddings at the deployment', async () => {
    const body = {
      object: 'list',
      data: [{ embedding: [1] }],
      model: 'e',
      usage: { prompt_tokens: 1, total_tokens: 1 },
    };
    const route = '/openai/deployments/emb/embeddings';
    upstream.route(`POST ${route}`, json(body));
    await open().embed(callWith({ model: 'e', input: 'x' }, { deploymentName: 'emb' }), signal);
    expect(upstream.requests[0]?.url).toBe(`${route}?api-version=2024-05-01-preview`);
  });

  it.each([
    ['', '/openai/models', '/openai/models?api-version=2024-05-01-preview'],
    ['/openai/v1', '/openai/v1/models', '/openai/v1/models'],
    ['/models', '/openai/v1/models', '/openai/v1/models'],
  ])('the question for its models: endpoint "%s"', async (path, route, url) => {
    upstream.route(`GET ${route}`, json({ data: [{ id: 'gpt-4o', object: 'model' }] }));
    expect(await open(path).models(signal)).toEqual([
      { id: 'gpt-4o', provider: 'azure-test', contextLength: undefined },
    ]);
    expect(upstream.requests[0]?.url).toBe(url);
  });
});

describe('Azure’s', () => {
  it('refusal by its content filter says which categories, and is the caller’s 400', async () => {
    const error = {
      message:
        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
      type: null,
      param: 'prompt',
      code: 'content_filter',
      status: 400,
      innererror: {
        code: 'ResponsibleAIPolicyViolation',
        content_filter_result: {
          hate: { filtered: false, severity: 'safe' },
          jailbreak: { filtered: true, detected: true },
          violence: { filtered: true, severity: 'high' },
        },
      },
    };
    upstream.next(json({ error }, { status: 400 }));
    await expect(open().complete(callWith(CHAT), signal)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      providerCode: 'content_filter',
      param: 'prompt',
      message: expect.stringMatching(
        /content management policy\. \(filtered: jailbreak, violence\)$/,
      ) as string,
    });
  });

  it.each([
    [
      404,
      { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' },
      'MODEL_NOT_FOUND',
    ],
    [404, { code: '404', message: 'Resource not found' }, 'PROVIDER_ERROR'],
    [401, { code: '401', message: 'Access denied due to invalid subscription key.' }, 'PROVIDER_ERROR'],
    [429, { code: '429', message: 'Requests have exceeded call rate limit.' }, 'RATE_LIMIT'],
    [400, { code: 'unknown_model', message: 'Unknown model: x' }, 'MODEL_NOT_FOUND'],
  ])('%s %j is %s', async (status, error, code) => {
    upstream.next(json({ error }, { status }));
    await expect(open().complete(callWith(CHAT), signal)).rejects.toMatchObject({ code });
  });

  it('old api-versions, which know no stream_options, still stream', async () => {
    const message = 'Unrecognized request argument supplied: stream_options';
    const chunk = {
      id: '1',
      model: 'm',
      choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }],
    };
    upstream.next(
      json({ error: { message, type: 'invalid_request_error' } }, { status: 400 }),
      stream([chunk]),
    );
    const call = callWith({ ...CHAT, stream: true });
    await open().stream(call, new KeepingSink(), signal);
    expect(call.facts).toMatchObject({ finishReason: 'stop', usage: { estimated: true } });
  });
});

describe('a target that is no Azure resource', () => {
  it.each([
    ['https://r.openai.azure.com/openai/deployments/x', {}, 'endpoint'],
    ['https://r.openai.azure.com', { api_version: 'soon' }, 'options.api_version'],
    ['https://r.openai.azure.com', { key: '{"tenant_id":"t"}' }, 'credential'],
    ['https://r.openai.azure.com', { headers: { 'api-key': 'k' } }, 'options.headers'],
  ])('%s %j is refused, naming %s', (endpoint, options, param) => {
    expect(() => {
      azureProvider.check(targetOf('azure', endpoint, options));
    }).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST', param }));
  });
});

describeWithRecordings('Azure as recorded', () => {
  const frames = recordedFrames();

  it.each([true, false])(
    'tells of its filters first, and its usage once (asked for: %s)',
    async (usageWanted) => {
      upstream.next(stream(frames));
      const call = callWith({ ...CHAT, stream: true }, { usageWanted });
      const sink = new KeepingSink();
      await open().stream(call, sink, signal);
      const chunks = sink.chunks();
      expect(chunks[0]).toMatchObject({ choices: [], prompt_filter_results: expect.any(Array) as unknown[] });
      expect(chunks[2]).toMatchObject({
        choices: [{ content_filter_results: { hate: { filtered: false } } }],
      });
      expect(chunks.filter(({ usage }) => usage !== null && usage !== undefined)).toHaveLength(
        usageWanted ? 1 : 0,
      );
      expect(call.facts).toMatchObject({
        model: 'gpt-5-nano-2025-08-07',
        finishReason: 'stop',
        usage: { promptTokens: 15, completionTokens: 78, reasoningTokens: 64, estimated: false },
      });
    },
  );

  it('that sends no usage gets a usage chunk named as the answer is', async () => {
    upstream.next(stream(frames.slice(0, -1)));
    const sink = new KeepingSink();
    await open().stream(callWith({ ...CHAT, stream: true }, { usageWanted: true }), sink, signal);
    expect(sink.chunks().at(-1)).toMatchObject({
      id: 'chatcmpl-CYPS1lijGoK8gd9lYzY3r9Sx50nbt',
      model: 'gpt-5-nano-2025-08-07',
      choices: [],
      usage: { estimated: true },
    });
  });

  it('that ends after the filters’ chunk is a cut answer', async () => {
    upstream.next(stream(frames.slice(0, 1), { ending: 'end' }));
    const failure = open().stream(callWith({ ...CHAT, stream: true }), new KeepingSink(), signal);
    await expect(failure).rejects.toMatchObject({ upstreamFailure: 'cut' });
  });
});

function recordedFrames(): string[] {
  try {
    return recordedChunks('openai/azure-model-router.1').map((chunk) => `data: ${chunk}\n\n`);
  } catch {
    return [];
  }
}
