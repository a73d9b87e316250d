import { objectsIn } from '../../json/objects-in';
import { isObject } from '../../json/json-object';
import { servedTier } from '../canonical/served-tier';
import type { TokenUsage } from '../canonical/token-usage';
import { toldCount } from '../canonical/told-count';

/**
 * Reads the usage of an answer. `inputTokens` counts what was neither read from the cache nor written to it.
 * Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html
 * @param tier the service tier, which is beside it
 * @param more the answer's `additionalModelResponseFields`; see {@link THINKING_TOKENS}
 * @returns undefined where there are no usable figures
 */
export function readUsage(usage: unknown, tier?: unknown, more?: unknown): TokenUsage | undefined {
  if (!isObject(usage)) return undefined;
  const input = toldCount(usage['inputTokens']);
  const output = toldCount(usage['outputTokens']);
  if (input === undefined || output === undefined) return undefined;
  const cacheRead = toldCount(usage['cacheReadInputTokens']) ?? 0;
  const cacheWrite = toldCount(usage['cacheWriteInputTokens']);
  const writes = usage['cacheDetails'];
  const write1h = objectsIn(writes)
    .filter(({ ttl }) => ttl === '1h')
    .reduce((sum, { inputTokens }) => sum + (toldCount(inputTokens) ?? 0), 0);
  return {
    promptTokens: input + cacheRead + (cacheWrite ?? 0),
    completionTokens: output,
    cachedTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    ...(write1h > 0 && { cacheWrite1hTokens: Math.min(write1h, cacheWrite ?? 0) }),
    ...servedTier(isObject(tier) ? tier['type'] : undefined),
    reasoningTokens: Math.min(thinkingTokens(more), output),
    estimated: false,
  };
}

/** Claude tells them apart in its own usage alone, which Converse hands on where it is asked to. */
export const THINKING_TOKENS = '/usage/output_tokens_details';

function thinkingTokens(more: unknown): number {
  const usage = isObject(more) ? more['usage'] : undefined;
  const details = isObject(usage) ? usage['output_tokens_details'] : undefined;
  return (isObject(details) ? toldCount(details['thinking_tokens']) : undefined) ?? 0;
}
