/** Gemini's routes besides generateContent, their errors, and their other paths: by Google's SDK and by plain requests. */
import { GoogleGenAI } from '@google/genai';
import { json } from './support/upstream/answer-scripts';
import { call, get } from './support/callers/chat-request';
import { FakeUpstream } from './support/upstream/fake-upstream';
import { startGateway } from './support/service/gateway';
import type { InProcessGateway } from './support/service/gateway';
import { addConnection, addTenant, assign } from './support/service/registry-setup';
import type { Tenant } from './support/service/registry-setup';
import { streamBytes } from './support/upstream/stream-scripts';
import { PartSeal } from '../src/wire/canonical/part-seal';

const CONTENTS = [{ role: 'user', parts: [{ text: 'Say hello.' }] }];
const CHUNK = {
  candidates: [{ content: { role: 'model', parts: [{ text: 'Hello.' }] }, finishReason: 'STOP', index: 0 }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 },
  modelVersion: 'gemini-3-pro-preview',
};
const FRAME = `data: ${JSON.stringify(CHUNK)}\r\n\r\n`;
const STUDIO = '/v1beta/models/gemini-3-pro-preview';
const VERTEX = '/v1/projects/p/locations/us-central1/publishers/google/models/text-embedding-005';
const COUNT = { totalTokens: 31, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 31 }] };

interface GoogleError {
  readonly error: {
    readonly code: number;
    readonly message: string;
    readonly status: string;
    readonly details?: readonly Readonly<Record<string, unknown>>[];
  };
}

describe('Gemini’s routes', () => {
  let upstream: FakeUpstream;
  let gateway: InProcessGateway;
  let tenant: Tenant;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
    gateway = await startGateway({ settings: { KEY_RPS: 0, ADDRESS_RPS: 0, RETRIES: 0 } });
    tenant = await addTenant(gateway, 'app');
    const endpoint = upstream.url;
    const connections = [
      { name: 'Studio', provider: 'google', credential: 'AIzaSySecretSecret', model: 'gemini-3-pro-preview' },
      { name: 'Vertex', provider: 'vertex', credential: 'ya29.token', model: 'text-embedding-005' },
      { name: 'OpenAI', provider: 'openai', credential: 'sk-secret-1', model: 'text-embedding-3-small' },
      { name: 'Claude', provider: 'anthropic', credential: 'sk-ant-2', model: 'claude-sonnet-4-5' },
    ];
    for (const { model, ...connection } of connections) {
      const options = connection.provider === 'vertex' ? { options: { project: 'p' } } : {};
      await addConnection(gateway, { ...connection, endpoint, ...options }, model);
      const alias = connection.name.toLowerCase();
      await assign(gateway, tenant, `${connection.name}/${model}`, { alias });
    }
    await assign(gateway, tenant, 'Studio/gemini-3-pro-preview', { alias: 'team/gemini' });
  });
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  const post = (path: string, body: object, key = tenant.key) =>
    call(gateway, 'POST', path, { key: null, headers: { 'x-goog-api-key': key }, body });
  const mock = (path: string, body: object) => post(path, body, gateway.key);
  const sdk = (apiKey: string, apiVersion: string): GoogleGenAI =>
    new GoogleGenAI({ apiKey, httpOptions: { baseUrl: gateway.url, apiVersion } });
  const errorOf = (text: string): GoogleError['error'] => (JSON.parse(text) as GoogleError).error;

  describe('an error has Google’s shape', () => {
    it.each([
      ['a wrong key', 401, 'UNAUTHENTICATED', () => post('/v1beta/models/mock:generateContent', {}, 'wrong')],
      [
        'no such alias',
        403,
        'PERMISSION_DENIED',
        () => post('/v1/models/nobody:countTokens', { contents: CONTENTS }),
      ],
      ['no such model', 404, 'NOT_FOUND', () => get(gateway, '/v1beta/models/none', { key: gateway.key })],
      ['no such route', 404, 'NOT_FOUND', () => post('/v1beta/nothing', {})],
      [
        'the wrong method',
        405,
        'UNIMPLEMENTED',
        () => call(gateway, 'DELETE', '/v1beta/models', { key: gateway.key }),
      ],
      [
        'a used-up rate',
        429,
        'RESOURCE_EXHAUSTED',
        () => mock('/v1beta/models/mock-error-429:generateContent', { contents: CONTENTS }),
      ],
      [
        'a failed upstream',
        502,
        'UNAVAILABLE',
        () => mock('/v1beta/models/mock-error-500:streamGenerateContent?alt=sse', { contents: CONTENTS }),
      ],
      [
        'a slow upstream',
        504,
        'DEADLINE_EXCEEDED',
        () =>
          mock('/v1beta1/publishers/google/models/mock-error-timeout:generateContent', {
            contents: CONTENTS,
          }),
      ],
    ])('%s', async (_what, status, name, ask) => {
      const answer = await ask();
      expect(answer.status).toBe(status);
      const error = errorOf(answer.text);
      expect(error).toMatchObject({ code: status, status: name, message: expect.any(String) });
      const [info] = error.details ?? [];
      expect(info).toMatchObject({ reason: answer.headers['x-llm-proxy-error'] });
      const retry = error.details?.find((detail) => 'retryDelay' in detail);
      expect(retry?.['retryDelay']).toEqual(status === 429 ? '1s' : undefined);
    });

    it('within a stream as its last event, or the last entry of its list; the connection is broken', async () => {
      for (const query of ['?alt=sse', '']) {
        const response = await fetch(`${gateway.url}/v1beta/models/mock-cut:streamGenerateContent${query}`, {
          method: 'POST',
          headers: { 'x-goog-api-key': gateway.key, 'content-type': 'application/json' },
          body: JSON.stringify({ contents: CONTENTS }),
        });
        expect(response.status).toBe(200);
        let text = '';
        const decoder = new TextDecoder();
        await expect(async () => {
          for await (const piece of response.body ?? []) text += decoder.decode(piece as Uint8Array);
        }).rejects.toThrow();
        const last: unknown =
          query === ''
            ? (JSON.parse(text) as unknown[]).at(-1)
            : // Google's SDK for JavaScript knows an error by its JSON alone.
              JSON.parse(text.trim().split('\n\n').at(-1) ?? '');
        expect(last).toMatchObject({ error: { code: 502, status: 'UNAVAILABLE' } });
      }
    });

    it('Google’s own refusal is told in Google’s words, without key, host and project', async () => {
      const refusal = (quoted: string) => ({
        error: {
          code: 400,
          message: `Function call is missing a thought_signature (${quoted}).`,
          status: 'INVALID_ARGUMENT',
          details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [] }],
        },
      });
      const quoted = 'AIzaSySecretSecret at http://10.1.2.3/x of projects/my-own';
      upstream.route(`POST ${STUDIO}:generateContent`, json(refusal(quoted), { status: 400 }));
      const answer = await post('/v1beta/models/studio:generateContent', { contents: CONTENTS });
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual(refusal('[redacted] at [redacted] of [redacted]'));
      // Another door has the catalogue's form.
      const chat = await call(gateway, 'POST', '/v1/chat/completions', {
        key: tenant.key,
        body: { model: 'studio', messages: [{ role: 'user', content: 'Hi' }] },
      });
      expect(chat.json).toMatchObject({ error: { type: 'invalid_request_error' } });
    });

    it('a refused credential of the connection stays the operator’s matter', async () => {
      const refusal = {
        error: { code: 403, message: 'Project 1234 has no access.', status: 'PERMISSION_DENIED' },
      };
      upstream.route(`POST ${STUDIO}:generateContent`, json(refusal, { status: 403 }));
      const answer = await post('/v1beta/models/studio:generateContent', { contents: CONTENTS });
      expect(answer.status).toBe(502);
      expect(answer.text).not.toContain('1234');
    });
  });

  it.each([
    ['no contents', {}, 'contents'],
    ['empty contents', { contents: [] }, 'contents'],
    ['contents that are a text', { contents: 'Hi' }, 'contents'],
    ['an unknown role', { contents: [{ role: 'system', parts: [{ text: 'Hi' }] }] }, 'contents.0.role'],
    ['no parts', { contents: [{ role: 'user' }] }, 'contents.0.parts'],
    ['a part that is a text', { contents: [{ parts: ['Hi'] }] }, 'contents.0.parts.0'],
    [
      'a response without its call',
      {
        contents: [...CONTENTS, { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] }],
      },
      'contents.1.parts.0.functionResponse',
    ],
    ['an address to ask instead', { contents: CONTENTS, api_base: 'http://x' }, 'api_base'],
  ])('refuse %s, naming the field, and ask nobody', async (_what, body, field) => {
    const before = upstream.requests.length;
    for (const model of ['studio', 'openai']) {
      const answer = await post(`/v1beta/models/${model}:streamGenerateContent?alt=sse`, body);
      expect(answer.status).toBe(400);
      const violations = errorOf(answer.text).details?.flatMap(
        ({ fieldViolations }) => fieldViolations ?? [],
      );
      expect(violations).toMatchObject([{ field }]);
    }
    expect(upstream.requests).toHaveLength(before);
  });

  it.each([
    [{ generationConfig: { responseSchema: 'object' } }, 'generationConfig.responseSchema'],
    [{ generationConfig: { responseJsonSchema: [] } }, 'generationConfig.responseJsonSchema'],
    [
      { toolConfig: { functionCallingConfig: { mode: 'SOMETIMES' } } },
      'toolConfig.functionCallingConfig.mode',
    ],
  ])('refuse %j where it is mapped, naming the field', async (wrong, field) => {
    const answer = await post('/v1beta/models/openai:generateContent', { contents: CONTENTS, ...wrong });
    expect(answer.status).toBe(400);
    expect(errorOf(answer.text).details).toContainEqual(
      expect.objectContaining({ fieldViolations: [expect.objectContaining({ field })] }),
    );
  });

  describe('a stream without alt=sse', () => {
    it('is one JSON list of the same chunks', async () => {
      const path = '/v1beta/models/mock:streamGenerateContent';
      const list = await mock(path, { contents: CONTENTS });
      expect(list.headers['content-type']).toContain('application/json');
      const chunks = list.json as (typeof CHUNK)[];
      const textOf = ({ candidates }: typeof CHUNK) =>
        candidates[0]?.content.parts.map(({ text }) => text).join('');
      expect(chunks.map(textOf).join('')).toBe('Mock LLM streaming response');
      expect(chunks.at(-1)).toMatchObject({ candidates: [{ finishReason: 'STOP' }], usageMetadata: {} });
      expect((await mock(`${path}?alt=proto`, { contents: CONTENTS })).status).toBe(400);
    });

    it('takes a content whose role is an empty text, which is not one in protobuf’s JSON', async () => {
      const path = '/v1beta/models/mock:streamGenerateContent';
      const contents = [{ role: '', parts: [{ text: 'Hi' }] }];
      expect((await mock(path, { contents })).status).toBe(200);
    });

    it('is that too for clients that say how enums are to come, as google-generativeai does over REST', async () => {
      const path = '/v1beta/models/mock:streamGenerateContent?$alt=json%3Benum-encoding%3Dint';
      const { status, json: chunks } = await mock(path, { contents: CONTENTS });
      expect(status).toBe(200);
      expect((chunks as object[]).at(-1)).toMatchObject({ candidates: [{ finishReason: 'STOP' }] });
    });

    it('passes Google’s chunks, byte for byte', async () => {
      upstream.route(`POST ${STUDIO}:streamGenerateContent`, streamBytes(FRAME.repeat(3)));
      const { text } = await post('/v1/models/studio:streamGenerateContent', { contents: CONTENTS });
      expect(text).toBe(`[${Array(3).fill(JSON.stringify(CHUNK)).join('\n,\r\n')}\n]`);
    });
  });

  it('let the SDK’s chat remember a turn that was streamed by another provider: each chunk has a part', async () => {
    const chat = sdk(gateway.key, 'v1beta').chats.create({ model: 'mock' });
    for await (const chunk of await chat.sendMessageStream({ message: 'Say hello.' }))
      expect(chunk.candidates?.[0]?.content?.parts).not.toEqual([]);
    // Turns one of whose chunks has no part are left out of what the next request holds.
    expect(chat.getHistory(true).map(({ role }) => role)).toEqual(expect.arrayContaining(['user', 'model']));
  });

  describe('the paths of Vertex AI', () => {
    it('serve an SDK in that mode, with an API key', async () => {
      const vertex = new GoogleGenAI({
        vertexai: true,
        apiKey: gateway.key,
        httpOptions: { baseUrl: gateway.url },
      });
      const answer = await vertex.models.generateContent({ model: 'mock', contents: 'Hi' });
      expect(answer.text).toBe('Mock LLM streaming response');
      const { totalTokens } = await vertex.models.countTokens({ model: 'mock', contents: 'Hi' });
      expect(totalTokens).toBeGreaterThan(0);
      const embedded = await vertex.models.embedContent({
        model: 'mock-embedding',
        contents: ['The sky is blue.', 'The grass is green.'],
        config: { outputDimensionality: 8 },
      });
      expect(embedded.embeddings?.map(({ values }) => values?.length)).toEqual([8, 8]);
    });

    it.each(['v1', 'v1beta1'])('lie within a project, at %s', async (version) => {
      const models = `/${version}/projects/any/locations/global/publishers/google/models`;
      const answer = await mock(`${models}/mock:generateContent`, { contents: CONTENTS });
      expect(answer.json).toMatchObject({ candidates: [{ finishReason: 'STOP' }] });
      upstream.route(`POST ${STUDIO}:generateContent`, json(CHUNK));
      const named = models.replace('google', 'team');
      expect((await post(`${named}/gemini:generateContent`, { contents: CONTENTS })).json).toEqual(CHUNK);
    });
  });

  it('take a model whose name has slashes, encoded or not', async () => {
    upstream.route(`POST ${STUDIO}:generateContent`, json(CHUNK));
    for (const name of ['team/gemini', 'team%2Fgemini']) {
      const answer = await post(`/v1beta/models/${name}:generateContent`, { contents: CONTENTS });
      expect(answer.json).toEqual(CHUNK);
    }
    const answer = await sdk(tenant.key, 'v1').models.generateContent({
      model: 'team/gemini',
      contents: 'Hi',
    });
    expect(answer.text).toBe('Hello.');
  });

  // The Vercel AI SDK's `google` leaves `models/` out before such a name.
  it.each(['/v1beta', '/v1'])(
    'take a model whose name has slashes without models/ at %s',
    async (version) => {
      upstream.route(`POST ${STUDIO}:streamGenerateContent`, streamBytes(FRAME));
      upstream.route(`POST ${STUDIO}:generateContent`, json(CHUNK));
      const whole = await post(`${version}/team/gemini:generateContent`, { contents: CONTENTS });
      const streamed = await post(`${version}/team/gemini:streamGenerateContent?alt=sse`, {
        contents: CONTENTS,
      });
      expect([whole.status, whole.json]).toEqual([200, CHUNK]);
      expect([streamed.status, streamed.text.trim()]).toEqual([200, FRAME.trim()]);
    },
  );

  describe('count tokens', () => {
    it('at Google by Google, whose answer comes back as it is', async () => {
      upstream.route(`POST ${STUDIO}:countTokens`, json(COUNT));
      const generateContentRequest = { model: 'models/studio', contents: CONTENTS, tools: [] };
      const bodies = [{ contents: CONTENTS }, { generateContentRequest }];
      for (const body of bodies) {
        const answer = await post('/v1beta/models/studio:countTokens', body);
        expect(answer.json).toEqual(COUNT);
      }
      const [plain, whole] = upstream.requests.slice(-2);
      expect(plain?.json).toEqual({ contents: CONTENTS });
      expect(whole?.json).toEqual({
        generateContentRequest: { ...generateContentRequest, model: 'models/gemini-3-pro-preview' },
      });
    });

    it('for callers of the Messages API too', async () => {
      upstream.route(`POST ${STUDIO}:countTokens`, json(COUNT));
      const answer = await call(gateway, 'POST', '/v1/messages/count_tokens', {
        key: tenant.key,
        body: { model: 'studio', system: 'Be short.', messages: [{ role: 'user', content: 'Hi' }] },
      });
      expect(answer.json).toEqual({ input_tokens: 31 });
      expect(upstream.requests.at(-1)?.json).toEqual({
        generateContentRequest: {
          model: 'models/gemini-3-pro-preview',
          contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
          systemInstruction: { parts: [{ text: 'Be short.' }] },
        },
      });
    });

    it('at Anthropic by Anthropic, elsewhere here', async () => {
      upstream.route('POST /v1/messages/count_tokens', json({ input_tokens: 14 }));
      const body = { contents: CONTENTS, generationConfig: { temperature: 1, maxOutputTokens: 9 } };
      const answer = await post('/v1beta/models/claude:countTokens', body);
      expect(answer.json).toMatchObject({ totalTokens: 14 });
      expect(Object.keys(upstream.requests.at(-1)?.json ?? {}).sort()).toEqual(['messages', 'model']);
      const here = await sdk(gateway.key, 'v1beta').models.countTokens({
        model: 'mock',
        contents: 'Hello there',
      });
      expect(here.totalTokens).toBeGreaterThan(1);
    });
  });

  describe('embed', () => {
    it('by the SDK, at a provider that takes OpenAI’s form; what it does not take is named', async () => {
      const answer = await post('/v1beta/models/openai:batchEmbedContents', {
        requests: ['One.', 'Two.'].map((text) => ({
          content: { parts: [{ text }] },
          taskType: 'RETRIEVAL_QUERY',
          outputDimensionality: 4,
        })),
      });
      expect(upstream.requests.at(-1)?.json).toEqual({
        model: 'text-embedding-3-small',
        input: ['One.', 'Two.'],
        dimensions: 4,
      });
      expect(answer.headers['x-llm-proxy-dropped']).toBe('taskType');
      expect(answer.json).toMatchObject({ embeddings: [{ values: {} }, { values: {} }] });
      const one = await sdk(gateway.key, 'v1').models.embedContent({
        model: 'mock-embedding',
        contents: 'The sky is blue.',
        config: { outputDimensionality: 8 },
      });
      expect(one.embeddings?.[0]?.values).toHaveLength(8);
    });

    it('at Google in its own bytes, each request with the connection’s model', async () => {
      const answered = { embeddings: [{ values: [0.5, -1.0] }] };
      upstream.route(`POST ${STUDIO}:batchEmbedContents`, json(answered));
      upstream.route(`POST ${STUDIO}:embedContent`, json({ embedding: { values: [1] } }));
      const content = {
        parts: [{ text: 'One.' }, { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }],
      };
      const batch = await post('/v1beta/models/studio:batchEmbedContents', {
        requests: [{ model: 'models/studio', content, taskType: 'CLUSTERING' }],
      });
      expect(batch.json).toEqual(answered);
      expect(upstream.requests.at(-1)?.json).toEqual({
        requests: [{ model: 'models/gemini-3-pro-preview', content, taskType: 'CLUSTERING' }],
      });
      const one = await post('/v1beta/models/studio:embedContent', { model: 'models/studio', content });
      expect(one.json).toEqual({ embedding: { values: [1] } });
      expect(upstream.requests.at(-1)?.json).toEqual({ content });
    });

    it('on Vertex AI by the method that the model has', async () => {
      const prediction = { embeddings: { values: [1, 2], statistics: { token_count: 3 } } };
      upstream.route(`POST ${VERTEX}:predict`, json({ predictions: [prediction] }));
      const answer = await post('/v1beta/models/vertex:embedContent', {
        content: { parts: [{ text: 'One.' }] },
        taskType: 'CLUSTERING',
        outputDimensionality: 2,
      });
      expect(answer.json).toMatchObject({
        embedding: { values: [1, 2] },
        usageMetadata: { promptTokenCount: 3 },
      });
      expect(upstream.requests.at(-1)?.json).toEqual({
        instances: [{ content: 'One.', task_type: 'CLUSTERING' }],
        parameters: { outputDimensionality: 2 },
      });
    });

    it('know the number of a taskType, as google-generativeai writes it over REST', async () => {
      upstream.route(`POST ${VERTEX}:predict`, json({ predictions: [{ embeddings: { values: [1] } }] }));
      const content = { parts: [{ text: 'One.' }] };
      const answer = await post('/v1beta/models/vertex:embedContent', { content, taskType: 2 });
      expect(answer.json).toMatchObject({ embedding: { values: [1] } });
      expect(upstream.requests.at(-1)?.json).toMatchObject({
        instances: [{ content: 'One.', task_type: 'RETRIEVAL_DOCUMENT' }],
      });
      const elsewhere = await post('/v1beta/models/openai:embedContent', { content, taskType: 8 });
      expect(elsewhere.status).toBe(200);
      expect(elsewhere.headers['x-llm-proxy-dropped']).toBe('taskType');
    });

    it('refuse what is no text where texts alone are embedded', async () => {
      const parts = [{ inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } }];
      const answer = await post('/v1beta/models/openai:embedContent', { content: { parts } });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('content.parts.0');
    });
  });

  describe('list the models', () => {
    it.each(['v1', 'v1beta'])('in Google’s form and in pages, to SDKs that say %s', async (version) => {
      const listed: string[] = [];
      const pager = await sdk(tenant.key, version).models.list({ config: { pageSize: 2 } });
      for await (const { name } of pager) listed.push(name ?? '');
      expect(listed).toEqual(
        ['claude', 'openai', 'studio', 'team/gemini', 'vertex'].map((id) => `models/${id}`),
      );
      const one = await sdk(tenant.key, version).models.get({ model: 'studio' });
      expect(one).toMatchObject({
        name: 'models/studio',
        supportedActions: expect.arrayContaining(['generateContent']),
      });
    });

    it('to others in theirs', async () => {
      expect((await get(gateway, '/v1/models', { key: tenant.key })).json).toMatchObject({ object: 'list' });
      const refused = await get(gateway, '/v1beta/models?pageToken=x', { key: tenant.key });
      expect(errorOf(refused.text)).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' });
    });
  });

  it('hand to Google nothing that another provider signed', async () => {
    upstream.route(`POST ${STUDIO}:generateContent`, json(CHUNK));
    const signature = { maker: 'anthropic', value: 'c2lnbmVk' };
    const seal = new PartSeal(Buffer.alloc(32, 7));
    const thoughtSignature = seal.seal([{ kind: 'reasoning', text: 'Hm.', signature, at: '' }]);
    const functionCall = { name: 'f', args: { n: 1 } };
    const asked = {
      contents: [
        ...CONTENTS,
        {
          role: 'model',
          parts: [
            { text: 'Hm.', thought: true },
            { functionCall, thoughtSignature },
            { text: '', thoughtSignature },
          ],
        },
        { role: 'user', parts: [{ functionResponse: { name: 'f', response: { output: '1' } } }] },
      ],
    };
    await post('/v1beta/models/studio:generateContent', asked);
    const sent = upstream.requests.at(-1)?.json as typeof asked;
    expect(sent.contents[1]?.parts).toEqual([
      { text: 'Hm.', thought: true },
      { functionCall, thoughtSignature: 'skip_thought_signature_validator' },
    ]);
  });
});
