import type { LlmAdapter } from '../src/llm/llm-adapter';
import { json, whole } from './support/upstream/answer-scripts';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { callFor, recordedStream } from './support/providers/google-answers';
import {
  CollectingSink,
  openGoogle,
  serviceAccount,
  streamRecording,
  tokens,
  wholeRecording,
} from './support/upstream/google-upstream';
import { describeWithRecordings } from './support/providers/recordings';
import { StreamHandle } from './support/upstream/stream-handle';
import { streamBytes } from './support/upstream/stream-scripts';
import { PartSeal } from '../src/wire/canonical/part-seal';
import { geminiWire } from '../src/wire/gemini/gemini.wire';
import { until } from './support/observation/until';

const GEMINI = geminiWire(new PartSeal(Buffer.alloc(32, 1)));

const KEY = 'AIzaSyTestTestTestTestTest';
const WHOLE = 'POST /v1beta/models/gemini-3-pro-preview:generateContent';
const STREAM = 'POST /v1beta/models/gemini-3-pro-preview:streamGenerateContent';
/** Where a service account's calls go when neither project nor location is set. */
const ACCOUNT_PATH =
  '/v1/projects/account-project/locations/us-central1/publishers/google/models/gemini-3-pro-preview';
const BODY = { messages: [{ role: 'user', content: 'How many r are in strawberry?' }] };
const never = new AbortController().signal;

const call = (body: object = BODY): ReturnType<typeof callFor> => callFor('gemini-3-pro-preview', body);

describeWithRecordings('Google over sockets', () => {
  let upstream: FakeUpstream;
  const opened: LlmAdapter[] = [];

  const open = (...given: Parameters<typeof openGoogle>): LlmAdapter => {
    const adapter = openGoogle(...given);
    opened.push(adapter);
    return adapter;
  };

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((adapter) => adapter.close()));
    await upstream.close();
  });

  it('n and logprobs are asked for, and every candidate is a choice, whole and streamed', async () => {
    const candidate = (index: number, text: string): object => ({
      index,
      content: { role: 'model', parts: [{ text }] },
      finishReason: 'STOP',
      logprobsResult: { chosenCandidates: [{ token: text, logProbability: -1 }] },
    });
    const response = { candidates: [candidate(0, 'a'), candidate(1, 'b')], responseId: 'r' };
    upstream.route(WHOLE, json(response));
    upstream.route(STREAM, streamBytes(`data: ${JSON.stringify(response)}\n\n`));
    const body = { ...BODY, n: 2, logprobs: true };
    const adapter = open(upstream.url, KEY);
    const whole = JSON.parse((await adapter.complete(call(body), never)).body.toString()) as object;
    const logprobs = { content: [{ logprob: -1 }] };
    expect(whole).toMatchObject({
      choices: [
        { index: 0, message: { content: 'a' }, finish_reason: 'stop', logprobs },
        { index: 1, message: { content: 'b' }, finish_reason: 'stop', logprobs },
      ],
    });
    const sink = new CollectingSink();
    await adapter.stream(call({ ...body, stream: true }), sink, never);
    for (const piece of ['"index":0,"delta":{"role":"assistant","content":"a"}', '"content":"b"'])
      expect(sink.bytes).toContain(piece);
    expect(sink.bytes.match(/"finish_reason":"stop"/g)).toHaveLength(2);
    for (const { json: sent } of upstream.requests)
      expect(sent).toMatchObject({ generationConfig: { candidateCount: 2, responseLogprobs: true } });
  });

  it('answers whole: an API key in its header, the prompt in Gemini’s form', async () => {
    upstream.route(WHOLE, wholeRecording('google/google-text'));
    const asked = call();
    const { body } = await open(upstream.url, KEY).complete(asked, never);
    expect(JSON.parse(body.toString())).toMatchObject({
      object: 'chat.completion',
      model: 'gemini-3-pro-preview',
      choices: [
        {
          message: { role: 'assistant', content: expect.stringContaining('strawberry') },
          finish_reason: 'stop',
        },
      ],
      usage: { prompt_tokens: 9, completion_tokens: 272, total_tokens: 281 },
    });
    expect(asked.facts).toMatchObject({
      upstreamStatus: 200,
      finishReason: 'stop',
      usage: { reasoningTokens: 244 },
    });
    const [request] = upstream.requests;
    expect(request?.headers).toMatchObject({ 'x-goog-api-key': KEY, 'content-type': 'application/json' });
    expect(request?.headers.authorization).toBeUndefined();
    expect(request?.json).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'How many r are in strawberry?' }] }],
    });
  });

  it('streams, with a newer key', async () => {
    upstream.route(STREAM, streamRecording('google/google-tool-call'));
    const sink = new CollectingSink();
    const asked = call();
    await open(upstream.url, 'AQ.Ab8RN6test').stream(asked, sink, never);
    expect(sink.bytes).toContain('"name":"weather"');
    expect(sink.bytes).toContain('"finish_reason":"tool_calls"');
    expect(sink.bytes.match(/\n\n/g)).toHaveLength(sink.count);
    expect(sink.bytes).toContain('"usage":{"prompt_tokens":29');
    expect(asked.facts).toMatchObject({ upstreamStatus: 200, finishReason: 'tool_calls' });
    expect(upstream.requests[0]?.url).toBe(
      '/v1beta/models/gemini-3-pro-preview:streamGenerateContent?alt=sse',
    );
    expect(upstream.requests[0]?.headers['x-goog-api-key']).toBe('AQ.Ab8RN6test');
  });

  it('asks for a tier by a field of the Gemini API, and by a header of Vertex AI, whole and streamed', async () => {
    const tierHeader = 'x-vertex-ai-llm-shared-request-type';
    const vertex = '/v1/projects/p1/locations/us-central1/publishers/google/models/gemini-3-pro-preview';
    for (const [whole, stream] of [
      [WHOLE, STREAM],
      [`POST ${vertex}:generateContent`, `POST ${vertex}:streamGenerateContent`],
    ] as const) {
      upstream.route(whole, wholeRecording('google/google-text'));
      upstream.route(stream, streamRecording('google/google-text'));
    }
    const onVertex = open(upstream.url, 'ya29.token', { provider: 'vertex', options: { project: 'p1' } });
    for (const adapter of [open(upstream.url, KEY), onVertex]) {
      await adapter.complete(call({ ...BODY, service_tier: 'flex' }), never);
      await adapter.stream(call({ ...BODY, service_tier: 'flex' }), new CollectingSink(), never);
    }
    const sent = upstream.requests.map(({ headers, json: body }) => [
      headers[tierHeader],
      (body as { serviceTier?: string }).serviceTier,
    ]);
    const [field, header] = [
      [undefined, 'flex'],
      ['flex', undefined],
    ];
    expect(sent).toEqual([field, field, header, header]);
  });

  it("passes a caller's own header for it where the caller speaks Gemini's wire", async () => {
    upstream.route(WHOLE, wholeRecording('google/google-text'));
    const wireHeaders = { 'x-vertex-ai-llm-shared-request-type': 'priority' };
    const body = { contents: [{ parts: [{ text: 'Hi' }] }] };
    const asked = { ...call(body), raw: Buffer.from(JSON.stringify(body)), wire: GEMINI, wireHeaders };
    await open(upstream.url, KEY).complete(asked, never);
    expect(upstream.requests[0]?.headers).toMatchObject(wireHeaders);
  });

  it('sends an OAuth token as Bearer, on Vertex AI under project and location', async () => {
    const path =
      '/v1/projects/p1/locations/us-central1/publishers/google/models/gemini-3-pro-preview:generateContent';
    upstream.route(`POST ${path}`, wholeRecording('google/google-text'));
    const options = { project: 'p1', headers: { 'X-Extra': '1' } };
    await open(upstream.url, 'ya29.token', { provider: 'vertex', options }).complete(call(), never);
    const headers = upstream.requests[0]?.headers;
    expect(headers).toMatchObject({ authorization: 'Bearer ya29.token', 'x-extra': '1' });
    expect(headers?.['x-goog-api-key']).toBeUndefined();
    // One rule for every provider: a credential is no further header.
    const stray = { ...options, headers: { Authorization: 'Bearer stray' } };
    expect(() => open(upstream.url, 'ya29.token', { provider: 'vertex', options: stray })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param: 'options.headers' }),
    );
  });

  it('makes one token for a service account, and none again while it is good', async () => {
    upstream.route('POST /token', tokens(3600));
    upstream.route(`POST ${ACCOUNT_PATH}:generateContent`, wholeRecording('google/google-text'));
    const adapter = open(upstream.url, serviceAccount(`${upstream.url}/token`), { provider: 'vertex' });
    await Promise.all([adapter.complete(call(), never), adapter.complete(call(), never)]);
    await adapter.complete(call(), never);
    const asked = upstream.requests.filter((request) => request.path === '/token');
    expect(asked).toHaveLength(1);
    const form = new URLSearchParams(asked[0]?.body.toString());
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const [, claims = ''] = (form.get('assertion') ?? '').split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: 'gateway@account-project.iam.gserviceaccount.com',
      aud: `${upstream.url}/token`,
      scope: 'https://www.googleapis.com/auth/cloud-platform',
    });
    for (const { path: at, headers } of upstream.requests) {
      if (at !== '/token') expect(headers.authorization).toBe('Bearer ya29.1');
    }
  });

  it('renews a token before it ends', async () => {
    upstream.route('POST /token', tokens(60));
    upstream.route(`POST ${ACCOUNT_PATH}:generateContent`, wholeRecording('google/google-text'));
    const adapter = open(upstream.url, serviceAccount(`${upstream.url}/token`), { provider: 'vertex' });
    await adapter.complete(call(), never);
    await adapter.complete(call(), never);
    const bearers = upstream.requests.map(({ headers }) => headers.authorization).filter(Boolean);
    expect(bearers).toEqual(['Bearer ya29.1', 'Bearer ya29.2']);
  });

  it.each([
    [
      'a refused account',
      json({ error: 'invalid_grant', error_description: 'Secret text' }, { status: 400 }),
      { upstreamFailure: 'credential', retryable: false },
    ],
    [
      'a failing token address',
      json({}, { status: 503 }),
      { code: 'PROVIDER_ERROR', upstreamFailure: 'server_error' },
    ],
  ])('%s is told as what it is', async (_what, script, expected) => {
    upstream.route('POST /token', script);
    const adapter = open(upstream.url, serviceAccount(`${upstream.url}/token`), { provider: 'vertex' });
    const failure: unknown = await adapter.complete(call(), never).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject(expected);
    expect(String(failure)).not.toContain('Secret text');
  });

  it('stops waiting for a token when the call is aborted', async () => {
    upstream.route('POST /token', () => undefined);
    const adapter = open(upstream.url, serviceAccount(`${upstream.url}/token`), { provider: 'vertex' });
    const stop = new AbortController();
    const running = adapter.complete(call(), stop.signal);
    await until(() => upstream.requests.length > 0, { what: 'the token to be asked for' });
    stop.abort(new Error('gone'));
    await expect(running).rejects.toThrow('gone');
  });

  it.each([
    [400, { code: 'INVALID_REQUEST', message: 'Says so.' }],
    [403, { code: 'PROVIDER_ERROR', upstreamFailure: 'credential' }],
    [404, { code: 'MODEL_NOT_FOUND' }],
    [429, { code: 'RATE_LIMIT' }],
    [503, { code: 'PROVIDER_ERROR', retryable: true }],
  ])('a status of %i is told by the catalogue, whole and streamed', async (status, expected) => {
    const script = json({ error: { code: status, message: 'Says so.', status: 'X' } }, { status });
    upstream.route(WHOLE, script).route(STREAM, script);
    const adapter = open(upstream.url, KEY);
    const asked = call();
    await expect(adapter.complete(asked, never)).rejects.toMatchObject(expected);
    expect(asked.facts.upstreamStatus).toBe(status);
    const streamed = call();
    await expect(adapter.stream(streamed, new CollectingSink(), never)).rejects.toMatchObject(expected);
    expect(streamed.facts.upstreamStatus).toBe(status);
  });

  it.each([
    ['an error frame', '{"error":{"code":503,"message":"overloaded"}}', 'stream_error'],
    ['a stream without its end', '{"candidates":[{"content":{"parts":[{"text":" more"}]}}]}', 'cut'],
  ])(
    '%s after the first words is an error, and the words are delivered',
    async (_what, frame, upstreamFailure) => {
      const handle = new StreamHandle();
      upstream.route(STREAM, handle.script);
      const sink = new CollectingSink();
      const running = open(upstream.url, KEY).stream(call(), sink, never);
      await handle.opened;
      await handle.send(
        'data: {"candidates":[{"content":{"parts":[{"text":"Hello"}]}}]}\r\n\r\n',
        `data: ${frame}\r\n\r\n`,
      );
      void handle.end();
      await expect(running).rejects.toMatchObject({ code: 'PROVIDER_ERROR', upstreamFailure });
      expect(sink.bytes).toContain('Hello');
      expect(sink.bytes).not.toMatch(/"finish_reason":"/);
    },
  );

  it('takes an error that Google writes into a stream without `data:`', async () => {
    const handle = new StreamHandle();
    upstream.route(STREAM, handle.script);
    const running = open(upstream.url, KEY).stream(call(), new CollectingSink(), never);
    await handle.opened;
    await handle.send(`${JSON.stringify({ error: { code: 429 } }, null, 2)}\n`);
    void handle.end();
    await expect(running).rejects.toMatchObject({ code: 'RATE_LIMIT' });
  });

  it('closes the upstream’s connection at once when the call is aborted', async () => {
    const handle = new StreamHandle();
    upstream.route(STREAM, handle.script);
    const stop = new AbortController();
    const running = open(upstream.url, KEY).stream(call(), new CollectingSink(), stop.signal);
    await handle.opened;
    stop.abort(new Error('gone'));
    await expect(running).rejects.toThrow('gone');
    await handle.closed;
    expect(upstream.connections[0]?.closedBy).toBe('proxy');
  });

  describe('with a tool call', () => {
    const called = (args: string): string =>
      JSON.stringify({
        candidates: [
          { content: { parts: [{ functionCall: { name: 'f', args: '?' } }] }, finishReason: 'STOP' },
        ],
      }).replace('"?"', args);
    const frame = (args: string): Buffer => Buffer.from(`data: ${called(args)}\r\n\r\n`);
    const tooDeep = '{"in":'.repeat(20_000) + '1' + '}'.repeat(20_000);

    it('keeps its numbers as they are written, whole and streamed', async () => {
      const args = '{"id":12345678901234567890}';
      upstream.route(WHOLE, whole(called(args)));
      upstream.route(STREAM, streamBytes(frame(args), []));
      const adapter = open(upstream.url, KEY);
      const { body } = await adapter.complete(call(), never);
      expect(JSON.parse(body.toString())).toMatchObject({
        choices: [{ message: { tool_calls: [{ function: { arguments: args } }] } }],
      });
      const sink = new CollectingSink();
      await adapter.stream(call(), sink, never);
      expect(sink.bytes).toContain(JSON.stringify(args));
    });

    it('fails for arguments that are nested more deeply than can be written', async () => {
      upstream.route(WHOLE, whole(called(tooDeep)));
      upstream.route(STREAM, streamBytes(frame(tooDeep), []));
      const adapter = open(upstream.url, KEY);
      await expect(adapter.complete(call(), never)).rejects.toMatchObject({ code: 'PROVIDER_ERROR' });
      await expect(adapter.stream(call(), new CollectingSink(), never)).rejects.toMatchObject({
        code: 'PROVIDER_ERROR',
      });
    });
  });

  it('embeds on AI Studio, in the encoding that was asked for', async () => {
    upstream.route(
      'POST /v1beta/models/gemini-embedding-001:batchEmbedContents',
      json({ embeddings: [{ values: [0.5, 1] }, { values: [2, 3] }] }),
    );
    const asked = callFor('gemini-embedding-001', {
      input: ['a', 'b'],
      dimensions: 2,
      encoding_format: 'base64',
    });
    const { body } = await open(upstream.url, KEY).embed(asked, never);
    const answer = JSON.parse(body.toString()) as { data: { embedding: string; index: number }[] };
    const bytes = Buffer.from(answer.data[1]?.embedding ?? '', 'base64');
    expect([bytes.readFloatLE(0), bytes.readFloatLE(4), answer.data[1]?.index]).toEqual([2, 3, 1]);
    const request = { model: 'models/gemini-embedding-001', outputDimensionality: 2 };
    expect(upstream.requests[0]?.json).toEqual({
      requests: ['a', 'b'].map((text) => ({ ...request, content: { parts: [{ text }] } })),
    });
    expect(asked.facts.usage?.estimated).toBe(true);
  });

  it('embeds on Vertex AI, a text at a time where the model takes no more', async () => {
    upstream.route(
      'POST /v1/publishers/google/models/gemini-embedding-001:predict',
      ({ request, response }) => {
        const { instances } = request.fields as { instances: { content: string }[] };
        const predictions = instances.map(({ content }) => ({
          embeddings: { values: [content.length], statistics: { token_count: 2 } },
        }));
        return json({ predictions })({ request, response });
      },
    );
    const input = ['a', 'bb', 'ccc', 'dddd', 'eeeee', 'ffffff'];
    const asked = callFor('gemini-embedding-001', { input });
    const { body } = await open(upstream.url, KEY, { provider: 'vertex' }).embed(asked, never);
    const answer = JSON.parse(body.toString()) as { data: { embedding: number[] }[]; usage: unknown };
    expect(answer.data.map(({ embedding }) => embedding)).toEqual([[1], [2], [3], [4], [5], [6]]);
    expect(answer.usage).toEqual({ prompt_tokens: 12, total_tokens: 12 });
    expect(upstream.requests).toHaveLength(6);
  });

  it('lists the models that can be called, page by page', async () => {
    upstream.route('GET /v1beta/models', (exchange) => {
      const first = !exchange.request.url.includes('pageToken');
      const generates = { supportedGenerationMethods: ['generateContent'], inputTokenLimit: 1_048_576 };
      const page = first
        ? { models: [{ name: 'models/gemini-2.5-pro', ...generates }], nextPageToken: 't 2' }
        : {
            models: [
              { name: 'models/veo', supportedGenerationMethods: ['predict'] },
              { name: 'models/gemini-x', ...generates },
            ],
          };
      return json(page)(exchange);
    });
    expect(await open(upstream.url, KEY).models(never)).toEqual([
      { id: 'gemini-2.5-pro', provider: 'google', contextLength: 1_048_576 },
      { id: 'gemini-x', provider: 'google', contextLength: 1_048_576 },
    ]);
    expect(upstream.requests[1]?.url).toContain('pageToken=t%202');
  });

  describe('in its own wire', () => {
    const RAW = {
      contents: [{ parts: [{ text: 'Hi' }] }],
      generationConfig: { seed: 12345678901234567890n.toString() },
    };

    it('passes request and answer as they are', async () => {
      upstream.route(WHOLE, wholeRecording('google/google-tool-call'));
      const asked = { ...call(RAW), wire: GEMINI };
      const answer = await open(upstream.url, KEY).complete(asked, never);
      expect(upstream.requests[0]?.body.equals(asked.raw)).toBe(true);
      expect(upstream.requests[0]?.headers['x-goog-api-key']).toBe(KEY);
      expect(JSON.parse(answer.body.toString())).toMatchObject({
        candidates: [{ finishReason: 'STOP' }],
      });
      expect(asked.facts).toMatchObject({
        model: 'gemini-3-pro-preview',
        finishReason: 'stop',
        usage: { promptTokens: 29, completionTokens: 908, reasoningTokens: 893, estimated: false },
      });
    });

    it('passes frames as they are, and knows usage and end', async () => {
      upstream.route(STREAM, streamRecording('google/google-text'));
      const sink = new CollectingSink();
      const asked = { ...call(RAW), wire: GEMINI };
      await open(upstream.url, KEY).stream(asked, sink, never);
      expect(sink.bytes).toBe(recordedStream('google/google-text').toString().replaceAll('\r\n', '\n'));
      expect(sink.count).toBe(3);
      expect(asked.facts).toMatchObject({
        model: 'gemini-3-pro-preview',
        finishReason: 'stop',
        usage: { promptTokens: 9, completionTokens: 208 },
      });
    });

    it.each([
      ['an error frame', 'data: {"error":{"code":429,"message":"slow"}}\n\n', 'RATE_LIMIT'],
      [
        'an error on lines of its own',
        `${JSON.stringify({ error: { code: 429 } }, null, 2)}\n`,
        'RATE_LIMIT',
      ],
      ['half an error on lines of its own', '{\n  "error": {\n', 'PROVIDER_ERROR'],
      ['a stream without its end', 'data: {"candidates":[]}\n\n', 'PROVIDER_ERROR'],
      ['half a frame', 'data: {"candidates":[{"finishReason"', 'PROVIDER_ERROR'],
    ])('%s is an error, and what came before is delivered', async (_what, bytes, code) => {
      const first = 'data: {"candidates":[{"content":{"parts":[{"text":"Hello"}]}}]}\n\n';
      const handle = new StreamHandle();
      upstream.route(STREAM, handle.script);
      const sink = new CollectingSink();
      const running = open(upstream.url, KEY).stream({ ...call(RAW), wire: GEMINI }, sink, never);
      await handle.opened;
      await handle.send(first, bytes);
      void handle.end();
      await expect(running).rejects.toMatchObject({ code });
      expect(sink.bytes.startsWith(first)).toBe(true);
    });
  });
});
