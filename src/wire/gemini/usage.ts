import { objectsIn } from '../../json/objects-in';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { servedTier } from '../canonical/served-tier';
import type { TokenUsage } from '../canonical/token-usage';
import { modalityName, trafficTypeName } from './enum-names';
import { madeQueries } from './web-search';
import { isToldCount, toldCount } from '../canonical/told-count';

/** What parts of a response tell once and not again. */
export type ToldBefore = Pick<TokenUsage, 'searches' | 'images' | 'serviceTier'>;

/**
 * Reads the usage of a response, or of a part of one. Thoughts count as answer, the prompts of server-side tools as prompt. Undefined where there are
 * no counts in it: early chunks of Vertex AI hold the kind of traffic alone.
 * Format: https://ai.google.dev/api/generate-content#UsageMetadata
 * @param before what earlier parts of the response have told
 */
export function readUsage(response: JsonObject, before: ToldBefore = {}): TokenUsage | undefined {
  const usage = response['usageMetadata'];
  if (!isObject(usage)) return undefined;
  // What cannot be is no figure at all: the tokens are counted here then.
  if ([usage['promptTokenCount'], usage['candidatesTokenCount']].some(isNoCount)) return undefined;
  const prompt = count(usage['promptTokenCount']) + count(usage['toolUsePromptTokenCount']);
  const thoughts = count(usage['thoughtsTokenCount']);
  const candidates = count(usage['candidatesTokenCount']);
  // Some versions count the thoughts among the candidates; the total shows it (https://github.com/BerriAI/litellm/pull/10141).
  const isWithin = candidates >= thoughts && usage['totalTokenCount'] === prompt + candidates;
  const completion = isWithin ? candidates : candidates + thoughts;
  if (prompt + completion === 0) return undefined;
  return {
    promptTokens: prompt,
    completionTokens: completion,
    cachedTokens: Math.min(count(usage['cachedContentTokenCount']), prompt),
    reasoningTokens: thoughts,
    ...modalities(usage, prompt, completion),
    ...searchesOf(response, before.searches ?? 0),
    ...picturesOf(response, before.images ?? 0),
    ...tierOf(usage, before),
    estimated: false,
  };
}

/** Sound and pictures, of which the API tells apart. */
function modalities(usage: JsonObject, prompt: number, completion: number): Partial<TokenUsage> {
  const audioInputTokens = Math.min(freshOf(usage, 'AUDIO'), prompt);
  const imageTokens = Math.min(freshOf(usage, 'IMAGE'), prompt);
  const audioOutputTokens = Math.min(tokensOf(usage['candidatesTokensDetails'], 'AUDIO'), completion);
  const imageOutputTokens = Math.min(tokensOf(usage['candidatesTokensDetails'], 'IMAGE'), completion);
  return {
    ...(audioInputTokens > 0 && { audioInputTokens }),
    ...(imageTokens > 0 && { imageTokens }),
    ...(audioOutputTokens > 0 && { audioOutputTokens }),
    ...(imageOutputTokens > 0 && { imageOutputTokens }),
  };
}

/** Those of a prompt that no cache held, where the API tells that apart: the others are billed as cached, whatever they are. */
function freshOf(usage: JsonObject, modality: string): number {
  const all = tokensOf(usage['promptTokensDetails'], modality);
  return Math.max(0, all - tokensOf(usage['cacheTokensDetails'], modality));
}

function tokensOf(details: unknown, modality: string): number {
  if (!Array.isArray(details)) return 0;
  const found = details.filter(isObject).filter((detail) => modalityName(detail['modality']) === modality);
  return found.reduce((sum, { tokenCount }) => sum + count(tokenCount), 0);
}

/**
 * Searches of Google's, as they are billed: each query, and with models before Gemini 3 each answer that rests on any
 * (https://ai.google.dev/gemini-api/docs/google-search#pricing).
 */
function searchesOf({ candidates, modelVersion }: JsonObject, before: number): Partial<TokenUsage> {
  const [candidate] = objectsIn(candidates);
  const grounding = candidate?.['groundingMetadata'];
  const made = Math.max(before, isObject(grounding) ? madeQueries(grounding).length : 0);
  const isEarly = typeof modelVersion === 'string' && /^gemini-[12]\b/.test(modelVersion);
  return made === 0 ? {} : { searches: isEarly ? 1 : made };
}

/** Pictures of the answer, those of thoughts left out: they are billed as tokens alone. */
function picturesOf({ candidates }: JsonObject, before: number): Partial<TokenUsage> {
  let images = before;
  for (const candidate of objectsIn(candidates)) {
    const { content } = candidate;
    const parts = isObject(content) ? content['parts'] : undefined;
    for (const part of objectsIn(parts)) {
      const { inlineData: data, thought } = part;
      const type = isObject(data) ? data['mimeType'] : undefined;
      if (typeof type === 'string' && type.startsWith('image/') && thought !== true) images++;
    }
  }
  return images === 0 ? {} : { images };
}

/** Vertex AI says it by the kind of traffic: https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse */
function tierOf(usage: JsonObject, { serviceTier }: ToldBefore): Partial<TokenUsage> {
  const { trafficType: traffic, serviceTier: told } = usage;
  const kind = trafficTypeName(traffic)?.replace(/^ON_DEMAND_/, '') ?? told;
  return serviceTier === undefined ? servedTier(kind) : { serviceTier, ...servedTier(kind) };
}

function isNoCount(value: unknown): boolean {
  return typeof value === 'number' && !isToldCount(value);
}

function count(value: unknown): number {
  return toldCount(value) ?? 0;
}
