import type { TokenUsage } from '../wire/canonical/token-usage';

/** English text of this many bytes is about one token (https://platform.openai.com/tokenizer). */
const BYTES_PER_TOKEN = 4;

/**
 * Our own figures for a call whose upstream gave none: the prompt from the request's size, the answer from its tokens
 * where each came in a frame of its own, else from its size.
 */
export function estimateUsage(
  requestBytes: number,
  answer: { readonly frames: number } | { readonly bytes: number },
): TokenUsage {
  return {
    promptTokens: Math.ceil(requestBytes / BYTES_PER_TOKEN),
    completionTokens: 'frames' in answer ? answer.frames : Math.ceil(answer.bytes / BYTES_PER_TOKEN),
    cachedTokens: 0,
    reasoningTokens: 0,
    estimated: true,
  };
}

/** Usage in OpenAI's form, with `estimated: true` where the figures are ours. */
export function usageObject(usage: TokenUsage): Record<string, unknown> {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cachedTokens,
      ...(usage.cacheWriteTokens === undefined ? {} : { cache_write_tokens: usage.cacheWriteTokens }),
    },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    ...(usage.estimated ? { estimated: true } : {}),
  };
}
