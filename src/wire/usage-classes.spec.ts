/** What providers tell of use beside plain tokens, in each wire, and what cannot be. */
import { passedUsage } from '../llm/passed-usage';
import { readUsage as readChat } from '../llm/providers/openai-compatible/usage';
import { messageUsage } from './anthropic-messages/written-answer';
import { mergedUsage, readUsage as readMessages } from './anthropic-messages/usage';
import { readUsage as readConverse } from './bedrock-converse/usage';
import { openAiTier } from './canonical/served-tier';
import { usageMetadata as geminiUsage } from './gemini/answer-parts';
import { readUsage as readGemini } from './gemini/usage';
import { chatUsage } from './openai-chat/usage';
import { readResponsesUsage } from './openai-responses/usage';

describe('searches of the provider’s own tool are counted', () => {
  it('as Claude tells them', () => {
    const usage = { input_tokens: 5, output_tokens: 2, server_tool_use: { web_search_requests: 3 } };
    expect(readMessages(usage)).toMatchObject({ promptTokens: 5, searches: 3 });
  });

  it('by the items of a response; opening a page is not one', () => {
    const action = (type: string) => ({ type: 'web_search_call', action: { type } });
    const output = [
      action('search'),
      action('open_page'),
      { type: 'message', content: [] },
      { type: 'web_search_call' },
    ];
    const usage = { input_tokens: 5, output_tokens: 2 };
    expect(readResponsesUsage({ usage, output })).toMatchObject({ searches: 2 });
    expect(readResponsesUsage({ usage })).not.toHaveProperty('searches');
  });

  it('as many as OpenAI says that it bills', () => {
    const told = { usage: { input_tokens: 5, output_tokens: 2 }, output: [{ type: 'web_search_call' }] };
    const billed = (requests: number) => ({
      ...told,
      tool_usage: { web_search: { num_requests: requests } },
    });
    expect(readResponsesUsage(billed(3))).toMatchObject({ searches: 3 });
    expect(readResponsesUsage(billed(0))).toMatchObject({ searches: 1 });
  });

  it('of the web and of X, as xAI tells those that it bills', () => {
    const output = Array.from({ length: 6 }, () => ({ type: 'x_search_call', name: 'x_keyword_search' }));
    const usage = { input_tokens: 5, output_tokens: 2 };
    expect(readResponsesUsage({ usage, output })).toMatchObject({ searches: 6 });
    const told = { web_search_calls: 1, x_search_calls: 2, file_search_calls: 4 };
    const billed = { ...usage, num_server_side_tools_used: 10, server_side_tool_usage_details: told };
    expect(readResponsesUsage({ usage: billed, output })).toMatchObject({
      searches: 3,
      others: [{ model: 'file_search', usage: { searches: 4 } }],
    });
  });

  it('of files apart, because they have another price', () => {
    const output = [{ type: 'file_search_call', status: 'completed' }, { type: 'file_search_call' }];
    const read = readResponsesUsage({ usage: { input_tokens: 5, output_tokens: 2 }, output });
    expect(read).toMatchObject({
      others: [{ model: 'file_search', usage: { promptTokens: 0, searches: 2 } }],
    });
    expect(read).not.toHaveProperty('searches');
  });

  it.each([
    ['gemini-3-pro', 2],
    ['gemini-2.5-flash', 1],
  ])('by the queries of %s, as Google bills them', (modelVersion, searches) => {
    const usageMetadata = { promptTokenCount: 9, candidatesTokenCount: 4 };
    // One that is made again and empty ones are not billed.
    const candidates = [{ groundingMetadata: { webSearchQueries: ['', 'one', 'two', 'one', ''] } }];
    expect(readGemini({ modelVersion, usageMetadata, candidates })).toMatchObject({ searches });
    // A later part of a stream does not say again what was searched.
    expect(readGemini({ modelVersion, usageMetadata }, { searches })).toMatchObject({ searches });
  });
});

it('what a model used that made pictures for an answer is its own', () => {
  const image_gen = {
    ...{
      input_tokens: 300,
      input_tokens_details: { image_tokens: 280, text_tokens: 20 },
      total_tokens: 4_460,
    },
    ...{ output_tokens: 4_160, output_tokens_details: { image_tokens: 4_160, text_tokens: 0 } },
  };
  const answer = {
    usage: { input_tokens: 50, output_tokens: 20 },
    output: [{ type: 'image_generation_call', result: 'AA==' }],
    tools: [{ type: 'image_generation', model: 'gpt-image-2' }],
  };
  const read = readResponsesUsage({ ...answer, tool_usage: { image_gen } });
  expect(read).toMatchObject({
    ...{ promptTokens: 50, completionTokens: 20 },
    others: [
      {
        model: 'gpt-image-2',
        usage: {
          ...{
            promptTokens: 300,
            imageTokens: 280,
            completionTokens: 4_160,
            imageOutputTokens: 4_160,
            images: 1,
          },
        },
      },
    ],
  });
  expect(read).not.toHaveProperty('images');
  const nothing = { input_tokens: 0, output_tokens: 0 };
  expect(readResponsesUsage({ ...answer, tool_usage: { image_gen: nothing } })).not.toHaveProperty('others');
  // Of a server that tells no tokens of it the pictures are known.
  expect(readResponsesUsage(answer)).toMatchObject({ images: 1 });
});

it('what was written to the cache for five minutes and for an hour is part of the prompt, however it is told', () => {
  const cache_creation = { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 20 };
  const counts = { input_tokens: 10, output_tokens: 1, cache_read_input_tokens: 5 };
  const expected = { promptTokens: 65, cacheWriteTokens: 50, cacheWrite1hTokens: 20, cachedTokens: 5 };
  expect(readMessages({ ...counts, cache_creation_input_tokens: 50, cache_creation })).toMatchObject(
    expected,
  );
  expect(readMessages({ ...counts, cache_creation })).toMatchObject(expected);
  const converse = { inputTokens: 10, outputTokens: 1, cacheReadInputTokens: 5, cacheWriteInputTokens: 50 };
  const cacheDetails = [
    { ttl: '5m', inputTokens: 30 },
    { ttl: '1h', inputTokens: 20 },
  ];
  expect(readConverse({ ...converse, cacheDetails })).toMatchObject(expected);
});

/** No call takes so many, and no database could add them up. */
const MORE = 1e22;

it.each<[string, unknown]>([
  ['Claude', readMessages({ input_tokens: -7, output_tokens: 3 })],
  ['Claude', readMessages({ input_tokens: 7, output_tokens: 1.5 })],
  ['Converse', readConverse({ inputTokens: -7, outputTokens: 3 })],
  ['Gemini', readGemini({ usageMetadata: { promptTokenCount: -7, candidatesTokenCount: 3 } })],
  ['Gemini', readGemini({ usageMetadata: { promptTokenCount: 7, candidatesTokenCount: -3 } })],
  ['Responses', readResponsesUsage({ usage: { input_tokens: -7, output_tokens: 3 } })],
  ['Claude', readMessages({ input_tokens: 7, output_tokens: MORE })],
  ['Converse', readConverse({ inputTokens: MORE, outputTokens: 3 })],
  ['Gemini', readGemini({ usageMetadata: { promptTokenCount: MORE } })],
  ['Responses', readResponsesUsage({ usage: { input_tokens: MORE, output_tokens: 3 } })],
  ['Chat Completions', readChat({ prompt_tokens: MORE, completion_tokens: 3 })],
  ['a passed answer', passedUsage([Buffer.from(`{"usage": {"input_tokens": ${MORE}}}`)])],
])('figures of %s that cannot be do not count, so that the tokens are counted here', (_wire, usage) => {
  expect(usage).toBeUndefined();
});

it('a zero that a provider told stays zero', () => {
  expect(readMessages({ input_tokens: 9, output_tokens: 0 })).toMatchObject({ completionTokens: 0 });
  expect(readConverse({ inputTokens: 9, outputTokens: 0 })).toMatchObject({ completionTokens: 0 });
  expect(readGemini({ usageMetadata: { promptTokenCount: 9 } })).toMatchObject({ completionTokens: 0 });
  const usage = { input_tokens: 9, output_tokens: 0 };
  expect(readResponsesUsage({ usage })).toMatchObject({ completionTokens: 0 });
});

it.each([
  ['a prompt that is told once and then as nothing', { input_tokens: 0, output_tokens: 9 }],
  ['a prompt that is told once', { output_tokens: 9 }],
  ['caches of nothing beside it', { input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 9 }],
])('of %s the first figures count', (_what, later) => {
  const told = mergedUsage({ input_tokens: 40, cache_read_input_tokens: 60, output_tokens: 1 }, later);
  expect(readMessages(told)).toMatchObject({ promptTokens: 100, cachedTokens: 60, completionTokens: 9 });
});

it('what was written to a cache is not more than its sum or its prompt, whichever times are told', () => {
  const input_tokens_details = { cached_tokens: 2, cache_write_tokens: 90 };
  expect(readResponsesUsage({ usage: { input_tokens: 9, input_tokens_details } })).toMatchObject({
    cacheWriteTokens: 7,
  });
  const cache_creation = { ephemeral_5m_input_tokens: 700, ephemeral_1h_input_tokens: 700 };
  const counts = { input_tokens: 10, cache_creation_input_tokens: 700, output_tokens: 1 };
  expect(readMessages({ ...counts, cache_creation })).toMatchObject({
    ...{ promptTokens: 710, cacheWriteTokens: 700, cacheWrite1hTokens: 700 },
  });
});

it('pictures of a prompt that a cache held are no part of those that are billed as pictures', () => {
  const usageMetadata = {
    ...{ promptTokenCount: 24_643, cachedContentTokenCount: 24_503, candidatesTokenCount: 3_110 },
    promptTokensDetails: [{ modality: 'IMAGE', tokenCount: 22_000 }],
  };
  expect(readGemini({ usageMetadata })).toMatchObject({ imageTokens: 22_000 });
  const cacheTokensDetails = [{ modality: 'IMAGE', tokenCount: 21_900 }];
  expect(readGemini({ usageMetadata: { ...usageMetadata, cacheTokensDetails } })).toMatchObject({
    imageTokens: 100,
  });
});

it('sounds, pictures and the time that a cache keeps are told at doors that have a place for them', () => {
  const usageMetadata = {
    ...{ promptTokenCount: 66, candidatesTokenCount: 40, thoughtsTokenCount: 5 },
    promptTokensDetails: [
      { modality: 'AUDIO', tokenCount: 25 },
      { modality: 'IMAGE', tokenCount: 20 },
    ],
    candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 30 }],
  };
  const gemini = readGemini({ usageMetadata });
  const claude = readMessages({
    ...{ input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 50, service_tier: 'standard' },
    cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 20 },
  });
  if (gemini === undefined || claude === undefined) throw new Error('no usage');
  expect(chatUsage(gemini)).toMatchObject({
    prompt_tokens_details: { audio_tokens: 25, image_tokens: 20 },
    completion_tokens_details: { audio_tokens: 30, reasoning_tokens: 5 },
  });
  expect(readChat(chatUsage(gemini))).toMatchObject({
    ...{ audioInputTokens: 25, imageTokens: 20, audioOutputTokens: 30 },
  });
  expect(geminiUsage(gemini)).toMatchObject({
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: 21 }, ...usageMetadata.promptTokensDetails],
    candidatesTokensDetails: [{ modality: 'TEXT', tokenCount: 10 }, ...usageMetadata.candidatesTokensDetails],
  });
  expect(readChat(chatUsage(claude))).toMatchObject({ cacheWriteTokens: 50, cacheWrite1hTokens: 20 });
  expect(messageUsage(claude)).toMatchObject({ service_tier: 'standard' });
  const plain = {
    promptTokens: 3,
    completionTokens: 2,
    cachedTokens: 0,
    reasoningTokens: 0,
    estimated: false,
  };
  expect(chatUsage(plain)).toEqual({
    ...{ prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0 },
  });
  expect(geminiUsage(plain)).toEqual({ promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 });
  expect(messageUsage(plain)).toMatchObject({ service_tier: null });
});

it('later figures of a prompt correct earlier ones', () => {
  const later = { input_tokens: 0, cache_read_input_tokens: 100, output_tokens: 9 };
  const told = mergedUsage({ input_tokens: 100, output_tokens: 1 }, later);
  expect(readMessages(told)).toMatchObject({ promptTokens: 100, cachedTokens: 100 });
  expect(readMessages(mergedUsage({ input_tokens: 0, output_tokens: 0 }, later))).toMatchObject({
    promptTokens: 100,
  });
});

it.each([
  ['beside the candidates', 7, 120],
  ['among the candidates', 20, 120],
])('thoughts of Gemini %s are counted once', (_where, candidatesTokenCount, totalTokenCount) => {
  const usageMetadata = {
    ...{ promptTokenCount: 90, toolUsePromptTokenCount: 10, candidatesTokenCount },
    ...{ thoughtsTokenCount: 13, totalTokenCount },
  };
  expect(readGemini({ usageMetadata })).toMatchObject({
    promptTokens: 100,
    completionTokens: 20,
    reasoningTokens: 13,
  });
});

describe('pictures of an answer are counted, and their tokens are told apart', () => {
  const picture = { inlineData: { mimeType: 'image/png', data: 'AAAA' } };

  it('of Gemini, in each part of a stream; those of its thoughts are tokens alone', () => {
    const candidatesTokensDetails = [{ modality: 'IMAGE', tokenCount: 1_290 }];
    const usageMetadata = { promptTokenCount: 9, candidatesTokenCount: 1_300, candidatesTokensDetails };
    const parts = [{ text: 'Here:' }, picture, { ...picture, thought: true }];
    const first = readGemini({ usageMetadata, candidates: [{ content: { parts } }] });
    expect(first).toMatchObject({ images: 1, imageOutputTokens: 1_290, completionTokens: 1_300 });
    const second = { usageMetadata, candidates: [{ content: { parts: [picture] } }] };
    expect(readGemini(second, first)).toMatchObject({ images: 2 });
  });

  it('of the tool of a response; one that was not made is not one', () => {
    const output = [
      { type: 'image_generation_call', status: 'completed', result: 'AAAA' },
      { type: 'image_generation_call', status: 'failed', result: null },
    ];
    const usage = { input_tokens: 5, output_tokens: 2 };
    expect(readResponsesUsage({ usage, output })).toMatchObject({ images: 1 });
    expect(readResponsesUsage({ usage })).not.toHaveProperty('images');
  });
});

it.each([
  ['us', { inference_geo: 'us', service_tier: 'standard' }],
  ['fast', { speed: 'fast', inference_geo: 'global' }],
  ['us_fast', { speed: 'fast', inference_geo: 'us' }],
  ['', { speed: 'standard', inference_geo: 'global', service_tier: 'standard' }],
])('where and how fast Claude answered is a tier of its prices: %j', (tier, told) => {
  expect(readMessages({ input_tokens: 5, output_tokens: 2, ...told })?.serviceTier).toBe(tier);
});

describe('the service tier in which an answer was served is told with its usage', () => {
  const told = {
    claude: (tier: string) => readMessages({ input_tokens: 5, output_tokens: 2, service_tier: tier }),
    responses: (tier: string) =>
      readResponsesUsage({ usage: { input_tokens: 5, output_tokens: 2 }, service_tier: tier }),
    converse: (type: string) => readConverse({ inputTokens: 5, outputTokens: 2 }, { type }),
    gemini: (trafficType: string) =>
      readGemini({ usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, trafficType } }),
  };

  it.each([
    ['claude', 'priority', 'priority'],
    ['claude', 'standard', ''],
    ['responses', 'flex', 'flex'],
    ['responses', 'default', ''],
    ['responses', 'auto', undefined],
    ['converse', 'flex', 'flex'],
    ['converse', 'default', ''],
    ['gemini', 'ON_DEMAND_PRIORITY', 'priority'],
    ['gemini', 'ON_DEMAND', ''],
  ] as const)('by %s as %s', (wire, word, tier) => {
    expect(told[wire](word)?.serviceTier).toBe(tier);
  });
});

it.each([
  ['', 'default', 'standard', 'standard'],
  ['priority', 'priority', 'priority', 'priority'],
  ['flex', 'flex', null, 'flex'],
  ['batch', undefined, 'batch', undefined],
  ['us_fast', undefined, null, undefined],
  [undefined, undefined, null, undefined],
])(
  'the service tier %j is told in the words of each wire, where it has one',
  (tier, openai, messages, gemini) => {
    const counts = { promptTokens: 5, completionTokens: 3, cachedTokens: 0, reasoningTokens: 1 };
    const usage = { ...counts, serviceTier: tier, estimated: false };
    expect(openAiTier(usage)).toBe(openai);
    expect(messageUsage(usage)['service_tier']).toBe(messages);
    expect(geminiUsage(usage)['serviceTier']).toBe(gemini);
  },
);
