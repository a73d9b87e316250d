import fc from 'fast-check';
import { ownUsage, readUsage } from './usage';

describe('readUsage', () => {
  it('reads tokens by class', () => {
    expect(
      readUsage({
        prompt_tokens: 90,
        completion_tokens: 12,
        total_tokens: 102,
        prompt_tokens_details: { cached_tokens: 64 },
        completion_tokens_details: { reasoning_tokens: 7 },
      }),
    ).toEqual({
      promptTokens: 90,
      completionTokens: 12,
      cachedTokens: 64,
      reasoningTokens: 7,
      estimated: false,
    });
  });

  it.each([
    ['OpenAI', { prompt_tokens_details: { cached_tokens: 64 } }],
    ['Moonshot AI', { cached_tokens: 64 }],
    ['DeepSeek', { prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 26 }],
  ])('reads what was cached as %s tells it', (_who, told) => {
    const usage = { prompt_tokens: 90, completion_tokens: 2, ...told };
    expect(readUsage(usage)).toMatchObject({ promptTokens: 90, cachedTokens: 64 });
  });

  it.each([
    [
      'LiteLLM',
      {
        prompt_tokens_details: {
          cache_creation_tokens: 50,
          web_search_requests: 2,
          cache_creation_token_details: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 20 },
        },
      },
    ],
    [
      'OpenRouter',
      {
        prompt_tokens_details: {
          cache_write_tokens: 50,
          cache_creation_token_details: { ephemeral_1h_input_tokens: 20 },
        },
        server_tool_use: { web_search_requests: 2 },
      },
    ],
    [
      'Perplexity, and Anthropic’s names',
      {
        cache_creation_input_tokens: 50,
        num_search_queries: 2,
        prompt_tokens_details: { cache_creation_token_details: { ephemeral_1h_input_tokens: 20 } },
      },
    ],
    [
      'Alibaba',
      {
        prompt_tokens_details: {
          cache_creation_input_tokens: 50,
          cache_creation_token_details: { ephemeral_1h_input_tokens: 20 },
        },
        num_search_queries: 2,
      },
    ],
  ])('reads cache writes by their time and searches as %s tells them', (_who, told) => {
    expect(readUsage({ prompt_tokens: 90, completion_tokens: 2, ...told })).toMatchObject({
      promptTokens: 90,
      cacheWriteTokens: 50,
      cacheWrite1hTokens: 20,
      searches: 2,
    });
  });

  it('counts what Perplexity’s research read and thought, which neither its counts nor its total have', () => {
    const told = {
      ...{ prompt_tokens: 33, completion_tokens: 7_163, total_tokens: 7_196 },
      ...{ citation_tokens: 19_032, num_search_queries: 18, reasoning_tokens: 73_623 },
    };
    const usage = readUsage(told);
    expect(usage).toMatchObject({
      ...{ promptTokens: 33 + 19_032, completionTokens: 7_163 + 73_623 },
      ...{ reasoningTokens: 73_623, searches: 18 },
    });
    // Its caller gets the figures as they are: with others the total would not fit.
    expect(usage && ownUsage(told, usage)).toBe(told);
  });

  it.each([
    ['a request with its fee', { search_context_size: 'low', cost: { request_cost: 0.005 } }, 1],
    ['a request without a fee', { search_context_size: 'low', cost: { request_cost: 0 } }, undefined],
    ['a request of which nothing is told', {}, undefined],
  ])('counts the search of %s of Perplexity', (_what, told, searches) => {
    const usage = readUsage({ prompt_tokens: 8, completion_tokens: 4, total_tokens: 12, ...told });
    expect(usage?.searches).toBe(searches);
  });

  it.each([
    ['SGLang', { reasoning_tokens: 5 }],
    ['OpenAI', { completion_tokens_details: { reasoning_tokens: 5 } }],
  ])('takes reasoning of %s as a part of the completion', (_who, told) => {
    const usage = { prompt_tokens: 8, completion_tokens: 9, total_tokens: 17, ...told };
    expect(readUsage(usage)).toMatchObject({ completionTokens: 9, reasoningTokens: 5 });
  });

  it('counts thoughts that the total alone tells, as Google’s Chat Completions do', () => {
    const told = { prompt_tokens: 9, completion_tokens: 664, total_tokens: 1_994 };
    const usage = readUsage({ ...told, completion_tokens_details: { reasoning_tokens: 0 } });
    expect(usage).toMatchObject({ promptTokens: 9, completionTokens: 1_985, reasoningTokens: 1_321 });
  });

  it('takes what the total alone tells for the answer, and for no thought, where no completion is told', () => {
    const usage = readUsage({ prompt_tokens: 9, total_tokens: 20 });
    expect(usage).toMatchObject({ promptTokens: 9, completionTokens: 11, reasoningTokens: 0 });
  });

  it.each([
    ['the total alone counts', 1_213],
    ['is more than the prompt', 13],
  ])('takes for a part of the prompt what a cache held and %s', (_what, total_tokens) => {
    const told = { prompt_tokens: 3, completion_tokens: 10, total_tokens };
    const cache = { prompt_tokens_details: { cached_tokens: 1_000 }, cache_creation_input_tokens: 200 };
    expect(readUsage({ ...told, ...cache })).toMatchObject({
      ...{ promptTokens: 1_203, completionTokens: 10, cachedTokens: 1_000, cacheWriteTokens: 200 },
      reasoningTokens: 0,
    });
  });

  it('takes reasoning that is more than the completion as beside it, in the total too', () => {
    const counted = {
      ...{ prompt_tokens: 9, completion_tokens: 35, total_tokens: 44 },
      completion_tokens_details: { reasoning_tokens: 267 },
    };
    const usage = readUsage(counted);
    expect(usage).toMatchObject({ promptTokens: 9, completionTokens: 302, reasoningTokens: 267 });
    expect(usage && ownUsage(counted, usage)).toEqual({
      ...counted,
      ...{ completion_tokens: 302, total_tokens: 311 },
    });
  });

  it.each([-7, 0])(
    'takes it as a part where the text is told to be less than the completion: %s',
    (text_tokens) => {
      const counted = {
        ...{ prompt_tokens: 10, completion_tokens: 102, total_tokens: 112 },
        completion_tokens_details: { reasoning_tokens: 109, text_tokens },
      };
      expect(readUsage(counted)).toMatchObject({ completionTokens: 102, reasoningTokens: 102 });
    },
  );

  it('takes an embeddings answer, which has no completion', () => {
    expect(readUsage({ prompt_tokens: 5, total_tokens: 5 })).toMatchObject({
      promptTokens: 5,
      completionTokens: 0,
    });
  });

  it.each([
    undefined,
    null,
    'none',
    [],
    {},
    { prompt_tokens: 0, completion_tokens: 0 },
    { prompt_tokens: -1, completion_tokens: 5 },
    { prompt_tokens: 5, completion_tokens: -1 },
    { prompt_tokens: 1.5, completion_tokens: 1 },
    { prompt_tokens: '9', completion_tokens: 1 },
    { prompt_tokens: Infinity, completion_tokens: 1 },
    { prompt_tokens: 2 ** 60, completion_tokens: 1 },
    { completion_tokens: 5 },
  ])('does not believe %j', (usage) => {
    expect(readUsage(usage)).toBeUndefined();
  });

  it.each([null, 'x', { cached_tokens: -3 }, { cached_tokens: 'x' }])(
    'takes no details from %j',
    (details) => {
      expect(
        readUsage({ prompt_tokens: 1, completion_tokens: 1, prompt_tokens_details: details }),
      ).toMatchObject({
        cachedTokens: 0,
      });
    },
  );

  it('gives sane numbers for whatever it is given, or none', () => {
    const details = fc.dictionary(
      fc.constantFrom('cached_tokens', 'reasoning_tokens'),
      fc.oneof(fc.integer(), fc.double()),
    );
    const usages = fc.record(
      {
        prompt_tokens: fc.oneof(fc.integer(), fc.double(), fc.string()),
        completion_tokens: fc.oneof(fc.integer(), fc.double(), fc.constant(null)),
        prompt_tokens_details: fc.oneof(details, fc.constant(null)),
        completion_tokens_details: fc.oneof(details, fc.string()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(usages, fc.anything()), (given) => {
        const usage = readUsage(given);
        if (usage === undefined) return;
        const { promptTokens, completionTokens, cachedTokens, reasoningTokens } = usage;
        for (const count of [promptTokens, completionTokens, cachedTokens, reasoningTokens]) {
          expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
        }
        expect(promptTokens + completionTokens).toBeGreaterThan(0);
        expect(cachedTokens).toBeLessThanOrEqual(promptTokens);
        expect(reasoningTokens).toBeLessThanOrEqual(completionTokens);
      }),
      { numRuns: 500 },
    );
  });
});
