import { GatewayError } from '../src/errors/gateway-error';
import { json } from './support/upstream/answer-scripts';
import { bedrockUnderTest } from './support/providers/bedrock-adapter';
import { bedrockCall } from './support/providers/bedrock-answers';

const NEVER = new AbortController().signal;
const CHAT_MODEL = 'anthropic.claude-3-haiku-20240307-v1:0';

describe("Bedrock's embeddings", () => {
  const { upstream, open } = bedrockUnderTest();

  it('makes embeddings with Titan, one request a text, in the order of the texts', async () => {
    upstream().route('POST /model/amazon.titan-embed-text-v2%3A0/invoke', async ({ request, response }) => {
      const text = String(request.fields['inputText']);
      await new Promise((resolve) => setTimeout(resolve, 20 - text.length));
      response.end(JSON.stringify({ embedding: [text.length, 0.5], inputTextTokenCount: text.length }));
    });
    const body = { input: ['a', 'bb', 'ccc'], dimensions: 256, encoding_format: 'base64' };
    const call = bedrockCall(body, 'amazon.titan-embed-text-v2:0');
    const answer = JSON.parse((await open().embed(call, NEVER)).body.toString()) as {
      data: { index: number; embedding: string }[];
      usage: unknown;
    };
    const vectors = answer.data.map(({ embedding }) => Buffer.from(embedding, 'base64'));
    expect(vectors.map((bytes) => [bytes.readFloatLE(0), bytes.readFloatLE(4)])).toEqual([
      [1, 0.5],
      [2, 0.5],
      [3, 0.5],
    ]);
    expect(answer.usage).toEqual({ prompt_tokens: 6, total_tokens: 6 });
    expect(call.facts.usage).toMatchObject({ promptTokens: 6, completionTokens: 0, estimated: false });
    expect(upstream().requests.every(({ fields }) => fields['dimensions'] === 256)).toBe(true);
  });

  it('refuses more texts than one call may have, before it asks', async () => {
    const call = bedrockCall({ input: Array<string>(2_049).fill('a') }, 'amazon.titan-embed-text-v2:0');
    const before = upstream().requests.length;
    await expect(open().embed(call, NEVER)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      param: 'input',
    });
    expect(upstream().requests).toHaveLength(before);
  });

  it('makes embeddings with Nova, one request a text', async () => {
    const model = 'amazon.nova-2-multimodal-embeddings-v1:0';
    upstream().route(`POST /model/${encodeURIComponent(model)}/invoke`, ({ response }) => {
      response.setHeader('x-amzn-bedrock-input-token-count', '2');
      response.end(JSON.stringify({ embeddings: [{ embeddingType: 'TEXT', embedding: [0.5] }] }));
    });
    const call = bedrockCall({ input: ['a', 'b'], dimensions: 384, input_type: 'search_query' }, model);
    const answer: unknown = JSON.parse((await open().embed(call, NEVER)).body.toString());
    expect(answer).toMatchObject({
      data: [{ embedding: [0.5] }, { embedding: [0.5] }],
      usage: { prompt_tokens: 4 },
    });
    expect(upstream().requests[0]?.fields).toEqual({
      taskType: 'SINGLE_EMBEDDING',
      singleEmbeddingParams: {
        embeddingPurpose: 'GENERIC_RETRIEVAL',
        embeddingDimension: 384,
        text: { truncationMode: 'NONE', value: 'a' },
      },
    });
  });

  it('makes embeddings with Cohere, many texts a request', async () => {
    upstream().route('POST /model/cohere.embed-english-v3/invoke', ({ request, response }) => {
      const texts = request.fields['texts'] as readonly string[];
      response.setHeader('x-amzn-bedrock-input-token-count', String(texts.length));
      response.end(JSON.stringify({ embeddings: texts.map((_text, index) => [index]) }));
    });
    const call = bedrockCall({ input: Array<string>(100).fill('a') }, 'cohere.embed-english-v3');
    const answer = JSON.parse((await open().embed(call, NEVER)).body.toString()) as {
      data: unknown[];
      usage: unknown;
    };
    expect(answer.data).toHaveLength(100);
    expect(answer.data[97]).toEqual({ object: 'embedding', index: 97, embedding: [1] });
    expect(answer.usage).toEqual({ prompt_tokens: 100, total_tokens: 100 });
    expect(upstream().requests[0]?.fields).toMatchObject({ input_type: 'search_document' });
  });

  it.each([
    ['a model that makes none', CHAT_MODEL, { input: 'a' }, 'model'],
    ['token numbers', 'amazon.titan-embed-text-v1', { input: [1, 2] }, 'input'],
    [
      'another length than the one there is',
      'amazon.titan-embed-text-v1',
      { input: 'a', dimensions: 8 },
      'dimensions',
    ],
  ])('refuses embeddings of %s', async (_what, model, body, param) => {
    const refused = open().embed(bedrockCall(body, model), NEVER);
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_REQUEST', param });
    await expect(refused).rejects.toBeInstanceOf(GatewayError);
  });

  it('ends the other requests of an embeddings call when one fails', async () => {
    let asked = 0;
    upstream().route('POST /model/amazon.titan-embed-text-v1/invoke', (exchange) =>
      asked++ === 0 ? undefined : json({ message: 'Too many requests' }, { status: 429 })(exchange),
    );
    const call = bedrockCall({ input: ['a', 'b'] }, 'amazon.titan-embed-text-v1');
    await expect(open().embed(call, NEVER)).rejects.toMatchObject({ code: 'RATE_LIMIT' });
    await upstream().untilIdle(2_000);
  });
});
