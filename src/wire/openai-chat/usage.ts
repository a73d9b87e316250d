import type { TokenUsage } from '../canonical/token-usage';
import type { ChatUsage } from './chat-types';

/**
 * Usage in OpenAI's form, with `estimated: true` where the figures are ours. Pictures and the time for which a cache keeps
 * what was written are told as LiteLLM does, which OpenAI has no fields for; classes that no provider told are left out.
 * Formats: https://platform.openai.com/docs/api-reference/chat/object#chat-object-usage,
 * https://docs.litellm.ai/docs/completion/usage
 */
export function chatUsage(usage: TokenUsage): ChatUsage {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cachedTokens,
      ...(usage.cacheWriteTokens === undefined ? {} : { cache_write_tokens: usage.cacheWriteTokens }),
      ...(usage.cacheWrite1hTokens === undefined ? {} : writtenFor(usage)),
      ...(usage.audioInputTokens === undefined ? {} : { audio_tokens: usage.audioInputTokens }),
      ...(usage.imageTokens === undefined ? {} : { image_tokens: usage.imageTokens }),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      ...(usage.audioOutputTokens === undefined ? {} : { audio_tokens: usage.audioOutputTokens }),
      ...(usage.imageOutputTokens === undefined ? {} : { image_tokens: usage.imageOutputTokens }),
    },
    ...(usage.estimated ? { estimated: true } : {}),
  };
}

/** What was written to the cache by the time that it is kept, in Anthropic's words. */
function writtenFor({ cacheWriteTokens: all = 0, cacheWrite1hTokens: anHour = 0 }: TokenUsage): object {
  return {
    cache_creation_token_details: {
      ephemeral_5m_input_tokens: Math.max(0, all - anHour),
      ephemeral_1h_input_tokens: anHour,
    },
  };
}
