import { shippedPrices } from './shipped-prices';
import { costOf, costUncounted } from './token-prices';
import type { ModelPrices } from './token-prices';

/** Providers' own price lists, as they were read on 2026-11-29: US dollars for a million tokens. */
const OPENAI = 'https://platform.openai.com/docs/pricing';
const ANTHROPIC = 'https://platform.claude.com/docs/en/about-claude/pricing';
const GOOGLE = 'https://ai.google.dev/gemini-api/docs/pricing';

const PUBLISHED: readonly (readonly [
  provider: string,
  model: string,
  prices: ModelPrices,
  source: string,
])[] = [
  ['openai', 'gpt-4o', { input: 2.5, cached: 1.25, output: 10 }, OPENAI],
  ['openai', 'gpt-4o-mini', { input: 0.15, cached: 0.075, output: 0.6 }, OPENAI],
  ['openai', 'gpt-4.1', { input: 2, cached: 0.5, output: 8 }, OPENAI],
  ['openai', 'text-embedding-3-small', { input: 0.02 }, OPENAI],
  [
    'anthropic',
    'claude-opus-4-5',
    { input: 5, cacheWrite: 6.25, cacheWrite1h: 10, cached: 0.5, output: 25 },
    ANTHROPIC,
  ],
  [
    'anthropic',
    'claude-sonnet-4-5',
    { input: 3, cacheWrite: 3.75, cacheWrite1h: 6, cached: 0.3, output: 15 },
    ANTHROPIC,
  ],
  [
    'anthropic',
    'claude-haiku-4-5',
    { input: 1, cacheWrite: 1.25, cacheWrite1h: 2, cached: 0.1, output: 5 },
    ANTHROPIC,
  ],
  ['openai', 'gpt-image-1', { input: 5, cached: 1.25, imageInput: 10, imageOutput: 40 }, OPENAI],
  ['google', 'gemini-2.5-flash-image', { input: 0.3, imageOutput: 30 }, GOOGLE],
  ['xai', 'grok-imagine-image', { image: 0.02 }, 'https://docs.x.ai/docs/models'],
  [
    'perplexity',
    'sonar',
    { input: 1, output: 1, search: 0.005 },
    'https://docs.perplexity.ai/getting-started/pricing',
  ],
  ['google', 'gemini-2.5-pro', { input: 1.25, output: 10 }, GOOGLE],
  ['google', 'gemini-2.5-flash', { input: 0.3, audioInput: 1, output: 2.5 }, GOOGLE],
];

it('cached tokens of Fireworks cost half of the input where its model has no price for them', () => {
  expect(shippedPrices('fireworks', 'accounts/fireworks/models/deepseek-r1')).toMatchObject({
    input: 3,
    cached: 1.5,
    output: 8,
  });
  expect(shippedPrices('fireworks', 'accounts/fireworks/models/kimi-k2p6')).toMatchObject({
    input: 0.95,
    cached: 0.16,
  });
});

it('pictures and sounds that a cache held cost what cached tokens do, once', () => {
  const prices = { input: 1.5, cached: 0.15, output: 9 };
  const tokens = { input: 24_643, cached: 24_503, output: 3_110, image: 22_000 };
  const used = { tokens, calls: 1, tier: '', contextOver: 0 };
  const cost = (140 * 1.5 + 24_503 * 0.15 + 3_110 * 9) / 1e6;
  expect(costOf(prices, used)).toBeCloseTo(cost, 12);
  expect(
    costOf({ ...prices, audioInput: 3 }, { ...used, tokens: { ...tokens, audioInput: 24_000 } }),
  ).toBeCloseTo(cost + (140 * 1.5) / 1e6, 12);
});

describe('the shipped table', () => {
  it('has the prices of Claude in the US, fast, and both, of long prompts too', () => {
    const { tiers } = shippedPrices('anthropic', 'claude-opus-4-8') ?? {};
    expect(tiers?.get('us')).toMatchObject({ input: 5.5, cached: 0.55, cacheWrite1h: 11, output: 27.5 });
    expect(tiers?.get('fast')).toMatchObject({ input: 10, output: 50 });
    expect(tiers?.get('us_fast')).toMatchObject({ input: 11, output: 55 });
  });

  it.each(PUBLISHED)('has for %s/%s what its provider publishes', (provider, model, prices) => {
    expect(shippedPrices(provider, model)).toMatchObject(prices);
  });

  it('has the other prices of long prompts and of service tiers', () => {
    const pro = shippedPrices('google', 'gemini-2.5-pro') ?? {};
    const used = {
      tokens: { input: 1_000_000, output: 1_000_000 },
      calls: 1,
      tier: '',
      contextOver: 200_000,
    };
    expect(costOf(pro, used)).toBe(2.5 + 15);
    const gpt = shippedPrices('openai', 'gpt-4o') ?? {};
    expect(costOf(gpt, { ...used, tier: 'batch', contextOver: 0 })).toBe(1.25 + 5);
  });

  it('has transcriptions by their tokens, and ranking by the search: unknown where nobody told how many', () => {
    expect(shippedPrices('openai', 'gpt-4o-transcribe')).toMatchObject({
      input: 2.5,
      output: 10,
      audioInput: 2.5,
    });
    const rank = shippedPrices('litellm', 'cohere/rerank-v3.5') ?? {};
    const used = { tokens: { input: 800, searches: 3 }, calls: 1, tier: '', contextOver: 0 };
    expect(costOf(rank, used)).toBeCloseTo(0.006, 12);
    expect(costOf(rank, { ...used, tokens: { input: 800 } })).toBeUndefined();
    expect(costOf(rank, { ...used, tokens: {}, calls: 0 })).toBe(0);
    // Of several calls together one that told nothing takes nothing from what the others cost.
    expect(costOf(rank, { ...used, calls: 4 })).toBeCloseTo(0.006, 12);
    expect(costUncounted(rank, 1)).toBeUndefined();
    expect(costOf({ input: 0, output: 0, search: 0.01 }, { ...used, tokens: { input: 800 } })).toBe(0);
    // Prices by the token, of a call of which searches alone are told.
    expect(costOf({ input: 1, output: 1 }, { ...used, tokens: { searches: 3 } })).toBeUndefined();
    expect(costOf({ input: 0, output: 0 }, { ...used, tokens: { searches: 3 } })).toBe(0);
  });

  it.each<[provider: string, model: string, prices: ModelPrices]>([
    ['openai', 'whisper-1', { second: 0.0001, billedBy: 'audioSeconds' }],
    ['groq', 'whisper-large-v3-turbo', { second: 0.000_011_11, billedBy: 'audioSeconds' }],
    ['openai', 'tts-1-hd', { character: 30, billedBy: 'characters' }],
  ])(
    'has %s/%s by the second or the character: unknown where nobody told how many',
    (provider, model, prices) => {
      const found = shippedPrices(provider, model) ?? {};
      expect(found).toMatchObject({ ...prices, input: 0, output: 0 });
      const { second = 0, character = 0 } = prices;
      const used = {
        tokens: { input: 7, audioSeconds: 60, characters: 1_000 },
        calls: 1,
        tier: '',
        contextOver: 0,
      };
      expect(costOf(found, used)).toBeCloseTo(60 * second + character / 1_000, 12);
      expect(costOf(found, { ...used, tokens: { input: 7 } })).toBeUndefined();
      expect(costUncounted(found, 1)).toBeUndefined();
    },
  );

  it('what a tier or a long prompt does not name costs there as much more as its whole does', () => {
    // https://ai.google.dev/gemini-api/docs/pricing: thinking is part of the output, and audio is half in flex and 1.8 times in priority.
    const flash = shippedPrices('google', 'gemini-2.5-flash') ?? {};
    const used = {
      tokens: { input: 1_000_000, audioInput: 1_000_000, output: 1_000_000, reasoning: 1_000_000 },
      calls: 1,
      contextOver: 0,
    };
    expect(costOf(flash, { ...used, tier: '' })).toBe(1 + 2.5);
    expect(costOf(flash, { ...used, tier: 'flex' })).toBe(0.5 + 1.25);
    expect(costOf(flash, { ...used, tier: 'priority' })).toBe(1.8 + 4.5);
    // A long prompt in flex.
    const pro = shippedPrices('google', 'gemini-2.5-pro') ?? {};
    const long = { tokens: { input: 1_000_000, output: 1_000_000 }, calls: 1, contextOver: 200_000 };
    expect(costOf(pro, { ...long, tier: 'flex' })).toBe(1.25 + 7.5);
    // Pictures in a long prompt: https://docs.x.ai/docs/models
    const grok = shippedPrices('xai', 'grok-4.20') ?? {};
    const seen = { input: 1_000_000, image: 400_000 };
    expect(costOf(grok, { ...long, tier: '', tokens: seen })).toBe(2.5);
  });

  it('has the prices of models whose table lists them by the length of the prompt, and of the fastest tier', () => {
    // https://www.alibabacloud.com/help/en/model-studio/models
    const qwen = shippedPrices('alibaba', 'qwen3-max') ?? {};
    const used = { tokens: { input: 1_000_000, output: 1_000_000 }, calls: 1, tier: '' };
    expect(costOf(qwen, { ...used, contextOver: 0 })).toBe(1.2 + 6);
    expect(costOf(qwen, { ...used, contextOver: 32_000 })).toBe(2.4 + 12);
    expect(costOf(qwen, { ...used, contextOver: 256_000 })).toBe(3 + 15);
    const gpt = shippedPrices('openai', 'gpt-6-astra') ?? {};
    expect(costOf(gpt, { ...used, contextOver: 0, tier: 'ultrafast' })).toBe(60 + 300);
  });

  it.each([
    ['openai', 'gpt-5.1-codex', 2 * 0.01],
    ['anthropic', 'claude-haiku-4-5-20251001', 2 * 0.01],
    ['xai', 'grok-4.6', 2 * 0.005],
    // Searches at each call, and says nothing of it.
    ['openai', 'gpt-5-search-api', 0.01],
  ])('searches of %s/%s have the price that its provider has for all its models', (provider, model, cost) => {
    const searches = model === 'gpt-5-search-api' ? 0 : 2;
    const used = { tokens: { searches }, calls: 1, tier: '', contextOver: 0 };
    expect(costOf(shippedPrices(provider, model) ?? {}, used)).toBe(cost);
  });

  it.each([
    ['bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0', 3.3],
    ['bedrock/converse/anthropic.claude-sonnet-4-5-20250929-v1:0', 3],
    ['vertex_ai/gemini-2.5-pro', 1.25],
    ['vertex_ai/claude-sonnet-4-5@20250929', 3],
    ['anthropic/claude-sonnet-4-5', 3],
    ['gpt-4o', 2.5],
  ])('knows %s, as it is called behind a LiteLLM proxy', (model, input) => {
    expect(shippedPrices('litellm', model)).toMatchObject({ input });
  });

  it.each([
    ['vertex', 'deepseek-ai/deepseek-v3.2-maas'],
    ['vertex', 'qwen/qwen3-235b-a22b-instruct-2507-maas'],
    ['vertex', 'openai/gpt-oss-120b-maas'],
    ['vertex', 'moonshotai/kimi-k2-thinking-maas'],
    ['vertex', 'zai-org/glm-4.7-maas'],
    ['bedrock', 'openai.gpt-oss-safeguard-120b'],
    ['openai', 'davinci-002'],
  ])('knows at %s the models of every maker: %s', (provider, model) => {
    expect(shippedPrices(provider, model)?.input).toBeGreaterThan(0);
  });

  it.each([
    ['openai', 'ft:gpt-4o-2024-08-06:acme:support:7p4lURel', 3.75],
    ['openai', 'gpt-4o-2099-01-31', 2.5],
    // Has a price of its own.
    ['openai', 'gpt-4o-2024-05-13', 5],
    ['anthropic', 'claude-sonnet-4-5-20990131', 3],
    ['vertex', 'claude-sonnet-4-5@20990131', 3],
    ['litellm', 'openai/ft:gpt-4o-2024-08-06:acme::7p4lURel', 3.75],
  ])('knows a model of %s by the one that it is called after: %s', (provider, model, input) => {
    expect(shippedPrices(provider, model)).toMatchObject({ input });
  });

  it.each(['openai', 'azure', 'xai'])('has what a search of files costs at %s', (provider) => {
    const used = { tokens: { input: 0, output: 0, searches: 2 }, calls: 1, tier: '', contextOver: 0 };
    expect(costOf(shippedPrices(provider, 'file_search') ?? {}, used)).toBeCloseTo(0.005, 12);
  });

  it('takes no model for another of a longer name', () => {
    expect(shippedPrices('openai', 'gpt-4o-2024')).toBeUndefined();
    expect(shippedPrices('alibaba', 'qwen3-max-2099-01-31')).toBeUndefined();
  });

  it('has moderation as free as OpenAI has it', () => {
    const prices = shippedPrices('openai', 'omni-moderation-latest') ?? {};
    expect(costUncounted(prices, 1)).toBe(0);
    expect(costOf(prices, { tokens: { input: 90 }, calls: 1, tier: '', contextOver: 0 })).toBe(0);
  });

  it('knows no price of what nobody sells', () => {
    expect(shippedPrices('openai', 'house-model-of-nobody')).toBeUndefined();
  });
});
