import { isObject } from '../../json/json-object';
import type { TokenUsage } from '../canonical/token-usage';

/**
 * Reads `usageMetadata`. Thoughts count as answer, the prompts of server-side tools as prompt. Undefined where there are
 * no counts in it: early chunks of Vertex AI hold the kind of traffic alone.
 * Format: https://ai.google.dev/api/generate-content#UsageMetadata
 */
export function readUsage(usage: unknown): TokenUsage | undefined {
  if (!isObject(usage)) return undefined;
  const prompt = count(usage['promptTokenCount']) + count(usage['toolUsePromptTokenCount']);
  const thoughts = count(usage['thoughtsTokenCount']);
  const completion = count(usage['candidatesTokenCount']) + thoughts;
  if (prompt + completion === 0) return undefined;
  return {
    promptTokens: prompt,
    completionTokens: completion,
    cachedTokens: Math.min(count(usage['cachedContentTokenCount']), prompt),
    reasoningTokens: thoughts,
    estimated: false,
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
