import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import type { TokenUsage } from '../../../wire/canonical/token-usage';
import { toldCount } from '../../../wire/canonical/told-count';

/**
 * Reads OpenAI's usage object. Undefined when it cannot be believed: absent, negative, fractional, or without
 * any tokens at all (an upstream that counts nothing says 0).
 * Format: https://platform.openai.com/docs/api-reference/chat/object#chat-object-usage
 */
export function readUsage(usage: unknown): TokenUsage | undefined {
  if (!isObject(usage)) return undefined;
  const prompt = toldCount(usage['prompt_tokens']);
  const completionTokens = toldCount(usage['completion_tokens'] ?? 0);
  if (prompt === undefined || completionTokens === undefined || prompt + completionTokens === 0) {
    return undefined;
  }
  // Moonshot AI has them beside the other counts, DeepSeek too (https://api-docs.deepseek.com/guides/kv_cache).
  const cached =
    detail(usage['prompt_tokens_details'], 'cached_tokens') ||
    (toldCount(usage['cached_tokens'] ?? usage['prompt_cache_hit_tokens']) ?? 0);
  const input = usage['prompt_tokens_details'];
  const output = usage['completion_tokens_details'];
  // OpenRouter and Alibaba have them among the details, LiteLLM there (with those for an hour) and beside the counts as
  // Anthropic does.
  const toCache =
    detail(input, 'cache_write_tokens') ||
    detail(input, 'cache_creation_tokens') ||
    detail(input, 'cache_creation_input_tokens') ||
    (toldCount(usage['cache_creation_input_tokens']) ?? 0);
  // What Perplexity's research has read costs what a prompt does, and neither its prompt nor its total has it.
  const citations = toldCount(usage['citation_tokens']);
  // SGLang and Perplexity have it beside the counts.
  const reasoning =
    detail(usage['completion_tokens_details'], 'reasoning_tokens') ||
    (toldCount(usage['reasoning_tokens']) ?? 0);
  // xAI counts reasoning beside the completion, which only the total shows (https://docs.x.ai/docs/guides/reasoning); so does
  // Perplexity's research, where nothing shows it.
  const total = toldCount(usage['total_tokens']) ?? 0;
  // More reasoning than completion is beside it too: Vercel's gateway tells Gemini's thoughts so, and leaves them out of the total.
  // Earlier LiteLLMs counted Claude's reasoning themselves, at times as more than the whole: what they call text is less than the
  // completion then (https://github.com/langfuse/langfuse/issues/14987).
  const text = isObject(output) ? output['text_tokens'] : undefined;
  const isPart = typeof text === 'number' && text < completionTokens;
  const isBeside =
    citations !== undefined ||
    total === prompt + completionTokens + reasoning ||
    (reasoning > completionTokens && !isPart);
  // Google's own Chat Completions tell thoughts by the total alone (https://github.com/MartialBE/one-hub/issues/795).
  const rest = reasoning === 0 && citations === undefined ? total - prompt - completionTokens : 0;
  // Some servers in front of Claude leave what its cache held out of the prompt, as Anthropic does: the total shows it, or more that is
  // cached than the prompt has (https://github.com/QuantumNous/new-api/issues/3259).
  const isOfCache = cached > prompt || (rest > 0 && rest === cached + toCache);
  const besides = (citations ?? 0) + (isOfCache ? cached + toCache : 0);
  const promptTokens = prompt + besides;
  const beside = isBeside ? reasoning : Math.max(0, isOfCache ? 0 : rest);
  const answer = completionTokens + beside;
  // Where a completion is not told at all, what the total leaves is all of it.
  const thoughts = (usage['completion_tokens'] ?? null) === null ? 0 : beside;
  const written = Math.min(toCache, promptTokens);
  return {
    promptTokens,
    completionTokens: answer,
    cachedTokens: Math.min(cached, promptTokens),
    reasoningTokens: Math.min(reasoning || thoughts, answer),
    ...told({
      cacheWriteTokens: written,
      cacheWrite1hTokens: Math.min(
        detail(
          isObject(input) ? input['cache_creation_token_details'] : undefined,
          'ephemeral_1h_input_tokens',
        ),
        written,
      ),
      audioInputTokens: Math.min(detail(input, 'audio_tokens'), promptTokens),
      audioOutputTokens: Math.min(detail(output, 'audio_tokens'), answer),
      // Mistral bills sounds in a prompt by the minute: https://docs.mistral.ai/capabilities/audio
      audioSeconds: toldCount(usage['prompt_audio_seconds']) ?? 0,
      imageTokens: Math.min(detail(input, 'image_tokens'), promptTokens),
      imageOutputTokens: Math.min(detail(output, 'image_tokens'), answer),
      searches:
        detail(usage['server_tool_use'], 'web_search_requests') ||
        detail(input, 'web_search_requests') ||
        ofPerplexity(usage),
    }),
    estimated: false,
  };
}

/**
 * Searches that Perplexity bills: each of its research, and one a request of the other models, which tell no number.
 * Formats: https://docs.perplexity.ai/api-reference/chat-completions-post, https://docs.perplexity.ai/getting-started/pricing
 */
function ofPerplexity({ num_search_queries: queries, search_context_size: size, cost }: JsonObject): number {
  const made = toldCount(queries);
  if (made !== undefined) return made;
  return typeof size === 'string' && isObject(cost) && Number(cost['request_cost']) > 0 ? 1 : 0;
}

/** The counts as OpenAI has them, where reasoning is part of the completion; the same value where it is. @param read what was read of them */
export function ownUsage(counted: unknown, { promptTokens, completionTokens }: TokenUsage): unknown {
  if (!isObject(counted) || (counted['completion_tokens'] ?? 0) === completionTokens) return counted;
  // A total that counts reasoning shows what it is part of; without it the provider's figures stay together.
  if (counted['citation_tokens'] !== undefined) return counted;
  const total = toldCount(counted['total_tokens']);
  const sum = promptTokens + completionTokens;
  return {
    ...counted,
    completion_tokens: completionTokens,
    ...(total !== undefined && total < sum && { total_tokens: sum }),
  };
}

/**
 * The usage of an answer or a chunk: its own, or where Groq (`x_groq.usage`) and Moonshot AI (in a choice) put it.
 * Formats: https://console.groq.com/docs/api-reference#chat-create, https://platform.moonshot.ai/docs/api/chat
 */
export function usageOf(chunk: JsonObject): unknown {
  const own = chunk['usage'] ?? undefined;
  if (own !== undefined) return own;
  const groq = chunk['x_groq'];
  const ofGroq = isObject(groq) ? (groq['usage'] ?? undefined) : undefined;
  if (ofGroq !== undefined) return ofGroq;
  const choices: readonly unknown[] = Array.isArray(chunk['choices']) ? chunk['choices'] : [];
  for (const choice of choices) if (isObject(choice) && isObject(choice['usage'])) return choice['usage'];
  return undefined;
}

/** Classes of which an upstream told any. */
function told(classes: Readonly<Record<string, number>>): Partial<TokenUsage> {
  const any: Record<string, number> = {};
  for (const name in classes) {
    const tokens = classes[name] ?? 0;
    if (tokens > 0) any[name] = tokens;
  }
  return any;
}

function detail(details: unknown, name: string): number {
  return isObject(details) ? (toldCount(details[name]) ?? 0) : 0;
}
