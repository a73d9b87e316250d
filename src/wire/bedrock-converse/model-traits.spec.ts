import {
  CLAUDE,
  CLAUDE_STRUCTURED,
  HI,
  LLAMA,
  NOVA_2,
  bodyOf,
  mapped,
  tool,
  toolCall,
  toolSpec,
} from '../../../test/support/providers/bedrock-requests';
import type { JsonObject } from '../../json/json-object';

const GPT_OSS = 'openai.gpt-oss-120b-1:0';
const GPT = 'us.openai.gpt-6-sol';
const ARN = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
const MARKED = (ttl?: string): JsonObject => {
  const cache_control = { type: 'ephemeral', ...(ttl === undefined ? {} : { ttl }) };
  return { messages: [{ role: 'system', content: 'Long.', cache_control }, HI] };
};

it.each([
  'mistral.mixtral-8x7b-instruct-v0:1',
  'mistral.mistral-7b-instruct-v0:2',
  'amazon.titan-text-premier-v1:0',
  'cohere.command-text-v14',
])('has instructions in front of what the user says for %s, which refuses system messages', (model) => {
  const messages = [{ role: 'system', content: 'Be brief.' }, HI];
  const { body } = mapped({ messages, response_format: { type: 'json_object' } }, model);
  expect(body['system']).toBeUndefined();
  expect(body['messages']).toEqual([
    {
      role: 'user',
      content: [{ text: 'Be brief.' }, { text: expect.stringContaining('JSON') as string }, { text: 'Hi' }],
    },
  ]);
});

describe('a cache mark at Bedrock', () => {
  it.each([
    'moonshotai.kimi-k2.5',
    'us.moonshotai.kimi-k3',
    'minimax.minimax-m2',
    'zai.glm-4.7',
    'google.gemma-3-27b-it',
    'nvidia.nemotron-nano-12b-v2',
    'us.writer.palmyra-x5-v1:0',
    'us.xai.grok-4.6',
    GPT,
    'arn:aws:bedrock:us-east-1::foundation-model/zai.glm-5',
  ])('is left out by name for %s: Claude and Nova alone take cache points', (model) => {
    const { body, dropped } = mapped(MARKED(), model);
    expect(body['system']).toEqual([{ text: 'Long.' }]);
    expect(dropped).toEqual(['cache_control']);
  });

  it.each([
    [NOVA_2, undefined, ['cache_control.ttl']],
    [CLAUDE, undefined, ['cache_control.ttl']],
    ['us.anthropic.claude-3-7-sonnet-20250219-v1:0', undefined, ['cache_control.ttl']],
    [CLAUDE_STRUCTURED, '1h', []],
    ['global.anthropic.claude-opus-4-8', '1h', []],
    [ARN, '1h', []],
  ])('has a longer life where the model has it: %s', (model, ttl, dropped) => {
    const written = mapped(MARKED('1h'), model);
    const cachePoint = { type: 'default', ...(ttl === undefined ? {} : { ttl }) };
    expect(written.body['system']).toEqual([{ text: 'Long.' }, { cachePoint }]);
    expect(written.dropped).toEqual(dropped);
  });

  it('with the usual life needs no word', () => {
    const { body, dropped } = mapped(MARKED('5m'), NOVA_2);
    expect(body['system']).toEqual([{ text: 'Long.' }, { cachePoint: { type: 'default' } }]);
    expect(dropped).toEqual([]);
  });
});

describe('an effort at Bedrock', () => {
  it.each([
    [GPT, 'high', { reasoning: { effort: 'high' } }],
    [GPT, 'minimal', { reasoning: { effort: 'low' } }],
    [GPT, 'none', { reasoning: { effort: 'none' } }],
    [GPT, 'max', { reasoning: { effort: 'max' } }],
    ['us.openai.gpt-6-astra', 'none', { reasoning: { effort: 'low' } }],
    ['global.openai.gpt-5.4', 'max', { reasoning: { effort: 'xhigh' } }],
    [GPT_OSS, 'minimal', { reasoning_effort: 'low' }],
    [GPT_OSS, 'max', { reasoning_effort: 'high' }],
    [GPT_OSS, 'none', { reasoning_effort: 'low' }],
    ['deepseek.v3.2', 'high', { reasoning_effort: 'high' }],
  ])('of %s: %s', (model, reasoning_effort, fields) => {
    const { body, dropped } = mapped({ reasoning_effort }, model);
    expect(body['additionalModelRequestFields']).toEqual(fields);
    expect(dropped).toEqual([]);
  });

  it('is left out by name at DeepSeek R1, which always reasons', () => {
    const { body, dropped } = mapped({ reasoning_effort: 'high' }, 'us.deepseek.r1-v1:0');
    expect([body['additionalModelRequestFields'], dropped]).toEqual([undefined, ['reasoning_effort']]);
  });
});

it("sampling does not reach OpenAI's GPT, and a limit of tokens is at least the least that it takes", () => {
  const { body, dropped } = mapped({ temperature: 0.2, top_p: 0.5, max_tokens: 1 }, GPT);
  expect(body['inferenceConfig']).toEqual({ maxTokens: 16 });
  expect(dropped).toEqual(['temperature', 'top_p']);
  expect(bodyOf({ max_tokens: 1 }, 'us.xai.grok-4.6')['inferenceConfig']).toEqual({ maxTokens: 16 });
  expect(bodyOf({ temperature: 0.2, max_tokens: 1 }, GPT_OSS)['inferenceConfig']).toEqual({
    temperature: 0.2,
    maxTokens: 1,
  });
});

it.each([GPT_OSS, GPT, 'qwen.qwen3-235b-a22b-2507-v1:0'])(
  'stop texts are left out by name at %s',
  (model) => {
    const { body, dropped } = mapped({ stop: ['END'] }, model);
    expect([body['inferenceConfig'], dropped]).toEqual([undefined, ['stop']]);
  },
);

describe('a schema of the answer at Bedrock', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
  const format = (strict?: boolean): JsonObject => ({
    response_format: { type: 'json_schema', json_schema: { name: 'n', schema, ...(strict && { strict }) } },
  });

  it.each([
    'zai.glm-5',
    'deepseek.v3.2',
    'qwen.qwen3-32b-v1:0',
    'minimax.minimax-m2',
    'moonshot.kimi-k2-thinking',
    'mistral.mistral-large-3-675b-instruct',
    'nvidia.nemotron-nano-3-30b',
    'google.gemma-3-27b-it',
    GPT_OSS,
  ])('is kept by %s itself, strict or not', (model) => {
    for (const strict of [true, undefined]) {
      const body = bodyOf(format(strict), model);
      expect(body['outputConfig']).toMatchObject({ textFormat: { type: 'json_schema' } });
      expect(body['toolConfig']).toBeUndefined();
    }
  });

  it('and strict tools are of Claude alone', () => {
    const { body, dropped } = mapped({ tools: [tool('a', { strict: true })] }, GPT_OSS);
    expect(body['toolConfig']).toEqual({ tools: [toolSpec('a')] });
    expect(dropped).toEqual(['tools.0.strict']);
  });
});

it.each([GPT_OSS, GPT, 'us.xai.grok-4.6'])('%s can be made to call the tool that is named', (model) => {
  const tool_choice = { type: 'function', function: { name: 'b' } };
  expect(mapped({ tools: [tool('a'), tool('b')], tool_choice }, model)).toMatchObject({
    body: { toolConfig: { toolChoice: { tool: { name: 'b' } } } },
    dropped: [],
  });
});

it('a picture follows the result of a tool where the model takes texts alone within', () => {
  const png =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } };
  const image = { image: { format: 'png', source: { bytes: png } } };
  const said = (...content: object[]): unknown => {
    const calling = { role: 'assistant', content: null, tool_calls: [toolCall('t1', 'look')] };
    const messages = [HI, calling, { role: 'tool', tool_call_id: 't1', content }];
    return (model: string) =>
      (bodyOf({ messages }, model) as { messages: { content: unknown }[] }).messages[2]?.content;
  };
  const both = said({ type: 'text', text: 'dark' }, picture) as (model: string) => unknown;
  const alone = said(picture) as (model: string) => unknown;
  const result = (...content: object[]): object => ({ toolResult: { toolUseId: 't1', content } });
  for (const model of [CLAUDE, NOVA_2, ARN]) expect(both(model)).toEqual([result({ text: 'dark' }, image)]);
  for (const model of [GPT, LLAMA]) {
    expect(both(model)).toEqual([result({ text: 'dark' }), image]);
    expect(alone(model)).toEqual([result({ text: '(What the tool returned follows.)' }), image]);
  }
});
