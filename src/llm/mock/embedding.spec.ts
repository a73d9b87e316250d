import type OpenAI from 'openai';
import type { JsonObject } from '../../json/json-object';
import type { LlmCall } from '../llm-adapter';
import { emptyFacts } from '../llm-adapter';
import { embeddingAnswer } from './embedding';
import { MockAdapter } from './mock.adapter';
import { openAiChatWire } from '../../wire/openai-chat/openai-chat.wire';

function callOf(fields: JsonObject): LlmCall {
  const body = { model: 'mock-embedding', ...fields };
  return {
    raw: Buffer.from(JSON.stringify(body)),
    body,
    model: 'mock-embedding',
    usageWanted: false,
    headers: {},
    wire: openAiChatWire,
    facts: emptyFacts(),
  };
}

type EmbeddingList = OpenAI.CreateEmbeddingResponse;

function embedded(fields: JsonObject): EmbeddingList {
  return JSON.parse(embeddingAnswer(callOf(fields)).body.toString()) as EmbeddingList;
}

it('gives each input a unit vector that depends on it alone', () => {
  const answer = embedded({ input: ['one two', 'other', 'one two'] });
  const vectors = answer.data.map(({ embedding }) => embedding);
  expect(answer).toMatchObject({
    object: 'list',
    model: 'mock-embedding',
    data: [{ object: 'embedding', index: 0 }, { index: 1 }, { index: 2 }],
    usage: { prompt_tokens: 5, total_tokens: 5 },
  });
  expect(vectors.map(({ length }) => length)).toEqual([1_536, 1_536, 1_536]);
  expect(Math.hypot(...(vectors[1] ?? []))).toBeCloseTo(1, 5);
  expect(vectors[0]).toEqual(vectors[2]);
  expect(vectors[0]).not.toEqual(vectors[1]);
  expect(embedded({ input: 'one two' }).data[0]?.embedding).toEqual(vectors[0]);
});

it('carries the same vector in base64', () => {
  const fields = { input: 'text', dimensions: 3 };
  const floats = embedded(fields).data[0]?.embedding ?? [];
  const base64 = embedded({ ...fields, encoding_format: 'base64' }).data[0]?.embedding;
  const bytes = Buffer.from(String(base64), 'base64');
  expect(floats).toHaveLength(3);
  expect(bytes).toHaveLength(12);
  floats.forEach((value, index) => expect(bytes.readFloatLE(index * 4)).toBeCloseTo(value, 7));
});

it('takes token numbers, one list or several', () => {
  expect(embedded({ input: [1, 2, 3], dimensions: 2 }).usage.prompt_tokens).toBe(3);
  expect(embedded({ input: [[1, 2], [3]], dimensions: 2 }).data).toHaveLength(2);
});

it.each([
  ['input', undefined],
  ['input', ''],
  ['input', []],
  ['input', ['a', '']],
  ['input', [1, 'a']],
  ['input', [[1.5]]],
  ['input', Array.from({ length: 2_049 }, () => 'a')],
  ['dimensions', 0],
  ['dimensions', 1e9],
])('refuses a wrong %s', (param, value) => {
  expect(() => embedded({ input: 'text', [param]: value })).toThrow(
    expect.objectContaining({ code: 'INVALID_REQUEST', param }),
  );
});

it('fills in the facts', async () => {
  const call = callOf({ input: 'one two' });
  await new MockAdapter({ tokenDelayMs: 0 }).embed(call, new AbortController().signal);
  expect(call.facts).toMatchObject({
    upstreamStatus: 200,
    model: 'mock-embedding',
    usage: { promptTokens: 2, completionTokens: 0, estimated: false },
  });
});
