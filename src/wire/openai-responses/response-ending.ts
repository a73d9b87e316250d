import type { JsonObject } from '../../json/json-object';
import type { GatewayError } from '../../errors/gateway-error';
import type { FinishReason } from '../canonical/answer-events';
import type { TokenUsage } from '../canonical/token-usage';

/** Why an answer is incomplete; undefined for one that is complete. */
export function incompleteReason(reason: FinishReason): 'max_output_tokens' | 'content_filter' | undefined {
  if (reason === 'length' || reason === 'context_window') return 'max_output_tokens';
  return reason === 'content_filter' || reason === 'refusal' ? 'content_filter' : undefined;
}

/** Format: https://platform.openai.com/docs/api-reference/responses/object#responses/object-usage */
export function responseUsage(usage: TokenUsage): JsonObject {
  const { promptTokens, completionTokens, cachedTokens, cacheWriteTokens, reasoningTokens } = usage;
  return {
    input_tokens: promptTokens,
    input_tokens_details: {
      cached_tokens: cachedTokens,
      cache_write_tokens: cacheWriteTokens ?? 0,
    },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: reasoningTokens },
    total_tokens: promptTokens + completionTokens,
  };
}

/** Provider's codes by which clients decide whether to try again. */
const PASSED: ReadonlySet<string> = new Set(['context_length_exceeded', 'insufficient_quota']);

/**
 * The `error` of a response that failed.
 * Format: https://platform.openai.com/docs/api-reference/responses/object#responses/object-error
 */
export function responseError({ code, providerCode, message }: GatewayError): JsonObject {
  if (providerCode !== undefined && PASSED.has(providerCode)) return { code: providerCode, message };
  if (code === 'RATE_LIMIT') return { code: 'rate_limit_exceeded', message };
  return { code: code === 'INVALID_REQUEST' ? 'invalid_prompt' : 'server_error', message };
}
