import type OpenAI from 'openai';
import type { JsonObject } from '../../json/json-object';
import { emptyFacts } from '../llm-adapter';
import type { Answer } from './answer';
import { answerTo } from './answer';
import { completion } from './completion';
import { mockModel } from './mock-models';
import { openAiChatWire } from '../../wire/openai-chat/openai-chat.wire';

type WholeAnswer = Omit<OpenAI.ChatCompletion, 'choices' | 'usage'> & {
  choices: [Choice, ...Choice[]];
  usage: OpenAI.CompletionUsage;
};
type Choice = OpenAI.ChatCompletion.Choice & { message: { reasoning_content?: string } };

function answer(model: string, fields: JsonObject = {}): Answer {
  const body = { model, messages: [{ role: 'user', content: 'Hello there' }], ...fields };
  const raw = Buffer.from(JSON.stringify(body));
  const call = {
    raw,
    body,
    model,
    usageWanted: false,
    headers: {},
    wire: openAiChatWire,
    facts: emptyFacts(),
  };
  return answerTo(call, mockModel(model));
}

function whole(model: string, fields: JsonObject = {}): WholeAnswer {
  return JSON.parse(completion(answer(model, fields)).toString()) as WholeAnswer;
}

describe('a whole answer', () => {
  it('has the exact shape of chat.completion', () => {
    expect(whole('gpt-4o-mini')).toEqual({
      id: expect.stringMatching(/^chatcmpl-mock-[0-9a-f]{20}$/),
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'gpt-4o-mini',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Mock LLM streaming response',
            refusal: null,
            annotations: [],
          },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 4,
        total_tokens: 13,
        prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
        completion_tokens_details: {
          reasoning_tokens: 0,
          audio_tokens: 0,
          accepted_prediction_tokens: 0,
          rejected_prediction_tokens: 0,
        },
      },
      service_tier: 'default',
      system_fingerprint: 'fp_mock',
    });
  });

  it('gives each of n choices, and counts each', () => {
    const { choices, usage } = whole('mock', { n: 3 });
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(usage.completion_tokens).toBe(12);
  });

  it('carries reasoning and tool calls', () => {
    const reasoned = whole('mock-reasoning');
    expect(reasoned.choices[0].message.reasoning_content).toMatch(/usual one will do\.$/);
    expect(reasoned.usage.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(5);

    const called = whole('mock-tools', {
      tools: [{ type: 'function', function: { name: 'now' } }],
      n: 2,
    });
    const [first, second] = called.choices;
    expect(first.message).toMatchObject({
      content: null,
      tool_calls: [{ type: 'function', function: { name: 'now', arguments: '{}' } }],
    });
    expect(first.message.tool_calls?.[0]?.id).not.toBe(second?.message.tool_calls?.[0]?.id);
  });
});

describe('limits of an answer', () => {
  it.each(['max_tokens', 'max_completion_tokens'])('honours %s', (limit) => {
    const long = whole('mock-long', { [limit]: 7 });
    expect(long.choices[0]).toMatchObject({
      finish_reason: 'length',
      message: { content: 'word1 word2 word3 word4 word5 word6 word7' },
    });
    expect(long.usage.completion_tokens).toBe(7);
    const reasoned = whole('mock-reasoning', { [limit]: 2 });
    expect(reasoned.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: '' } });
    expect(whole('mock', { [limit]: 4 }).choices[0].finish_reason).toBe('stop');
  });

  it('stops before the first of the stop sequences', () => {
    const { choices } = whole('mock', { stop: [' resp', 'streaming'] });
    expect(choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'Mock LLM ' } });
    expect(whole('mock', { stop: 'LLM' }).choices[0].message.content).toBe('Mock ');
  });

  it.each([
    ['max_tokens', 0],
    ['max_completion_tokens', '5'],
    ['n', 1_000_000],
    ['stop', [1]],
  ])('refuses a wrong %s as a provider does', (param, value) => {
    expect(() => whole('mock', { [param]: value })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', param, upstreamStatus: 400 }),
    );
  });
});

it('answers the same request the same way', () => {
  const without = (document: WholeAnswer) => ({ ...document, created: 0 });
  const first = without(whole('mock-echo'));
  expect(without(whole('mock-echo'))).toEqual(first);
  expect(whole('mock-echo', { seed: 1 }).id).not.toBe(first.id);
});
