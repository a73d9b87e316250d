import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
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
    ...modalities(usage, prompt, completion),
    estimated: false,
  };
}

/** Sound and pictures, of which the API tells apart. */
function modalities(usage: JsonObject, prompt: number, completion: number): Partial<TokenUsage> {
  const audioInputTokens = Math.min(tokensOf(usage['promptTokensDetails'], 'AUDIO'), prompt);
  const imageTokens = Math.min(tokensOf(usage['promptTokensDetails'], 'IMAGE'), prompt);
  const audioOutputTokens = Math.min(tokensOf(usage['candidatesTokensDetails'], 'AUDIO'), completion);
  return {
    ...(audioInputTokens > 0 && { audioInputTokens }),
    ...(imageTokens > 0 && { imageTokens }),
    ...(audioOutputTokens > 0 && { audioOutputTokens }),
  };
}

function tokensOf(details: unknown, modality: string): number {
  if (!Array.isArray(details)) return 0;
  const found = details.filter(isObject).filter((detail) => detail['modality'] === modality);
  return found.reduce((sum, { tokenCount }) => sum + count(tokenCount), 0);
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
