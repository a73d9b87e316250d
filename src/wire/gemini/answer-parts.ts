import { parseExactObject } from '../../json/exact-json';
import type { JsonObject } from '../../json/json-object';
import type { AudioPiece, FinishReason } from '../canonical/answer-events';
import type { Signature } from '../canonical/content-part';
import type { TokenUsage } from '../canonical/token-usage';

/** A part of an answer: https://ai.google.dev/api/caching#Part */
export type AnswerPart = Record<string, unknown>;

/** A call as a part. @param input JSON text of its arguments, empty for none */
export function callPart(id: string, name: string, input: string): AnswerPart {
  return { functionCall: { id, name, args: argumentsOf(input) } };
}

/** The wire holds an object: anything else that the model wrote is wrapped, so that the client sees it. */
function argumentsOf(input: string): JsonObject {
  if (input.trim() === '') return {};
  return parseExactObject(input) ?? { INVALID_JSON: input };
}

/** What was spoken, and its words. */
export function spokenParts({ mediaType, data, transcript }: AudioPiece): AnswerPart[] {
  return [
    ...(transcript === '' ? [] : [{ text: transcript }]),
    ...(data === '' ? [] : [{ inlineData: { mimeType: mediaType, data } }]),
  ];
}

/** A signature as the field of the part that it signs, where Gemini made it. */
export function signed(signature: Signature | undefined): AnswerPart {
  return signature?.maker === 'google' ? { thoughtSignature: signature.value } : {};
}

const REASONS: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  stop_sequence: 'STOP',
  tool_calls: 'STOP',
  pause: 'STOP',
  length: 'MAX_TOKENS',
  context_window: 'MAX_TOKENS',
  content_filter: 'SAFETY',
  refusal: 'SAFETY',
};

/** Gemini's `finishReason`: https://ai.google.dev/api/generate-content#FinishReason */
export function geminiFinishReason(reason: FinishReason): string {
  return REASONS[reason];
}

/**
 * `usageMetadata`: thoughts are beside the candidates' tokens here, and cached tokens are part of the prompt's. Modalities are
 * told where a provider told any but text.
 * Format: https://ai.google.dev/api/generate-content#UsageMetadata
 */
export function usageMetadata(usage: TokenUsage): JsonObject {
  const { promptTokens, completionTokens, cachedTokens, reasoningTokens } = usage;
  const candidates = completionTokens - reasoningTokens;
  const asked = modalities(promptTokens, usage.audioInputTokens, usage.imageTokens);
  const answered = modalities(candidates, usage.audioOutputTokens, usage.imageOutputTokens);
  return {
    promptTokenCount: promptTokens,
    candidatesTokenCount: candidates,
    totalTokenCount: promptTokens + completionTokens,
    ...(cachedTokens > 0 ? { cachedContentTokenCount: cachedTokens } : {}),
    ...(reasoningTokens > 0 ? { thoughtsTokenCount: reasoningTokens } : {}),
    ...(asked === undefined ? {} : { promptTokensDetails: asked }),
    ...(answered === undefined ? {} : { candidatesTokensDetails: answered }),
    ...tierOf(usage),
  };
}

/** The tiers of https://ai.google.dev/api/generate-content#UsageMetadata; those that Google does not have are left out. */
function tierOf({ serviceTier }: TokenUsage): JsonObject {
  if (serviceTier === '') return { serviceTier: 'standard' };
  return serviceTier === 'flex' || serviceTier === 'priority' ? { serviceTier } : {};
}

/** `ModalityTokenCount`s; undefined where all is text. */
function modalities(all: number, audio = 0, image = 0): JsonObject[] | undefined {
  if (audio + image === 0) return undefined;
  return [
    { modality: 'TEXT', tokenCount: Math.max(0, all - audio - image) },
    ...(audio > 0 ? [{ modality: 'AUDIO', tokenCount: audio }] : []),
    ...(image > 0 ? [{ modality: 'IMAGE', tokenCount: image }] : []),
  ];
}
