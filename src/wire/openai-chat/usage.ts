import type { TokenUsage } from '../canonical/token-usage';
import type { ChatUsage } from './chat-types';

/**
 * Usage in OpenAI's form, with `estimated: true` where the figures are ours.
 * Format: https://platform.openai.com/docs/api-reference/chat/object#chat-object-usage
 */
export function chatUsage(usage: TokenUsage): ChatUsage {
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
