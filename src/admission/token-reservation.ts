import { base64Texts } from '../json/base64-texts';
import type { CallDemand, UncheckedRequest } from './call-demand';

/** English text of this many bytes is about one token (https://platform.openai.com/tokenizer). */
const BYTES_PER_TOKEN = 4;
/** In smaller bodies is no picture that would matter. */
const LEAST_WITH_MEDIA = 16_384;
/**
 * What pictures, sounds and documents take, rather too much: 1,600 tokens for the largest picture at Claude, about 2,000 for a page of
 * a PDF of 100 KB, 32 for a second of sound, which is 2 KB and more.
 * Sources: https://docs.anthropic.com/en/docs/build-with-claude/vision, …/pdf-support, https://ai.google.dev/gemini-api/docs/audio
 */
const MEDIA_BYTES_PER_TOKEN = 64;
const LEAST_MEDIA_TOKENS = 1_600;
/** Tokens of an answer whose length the caller does not limit: what most answers stay below. */
export const USUAL_ANSWER_TOKENS = 256;

/**
 * The tokens that a call may use, as far as that can be told before it is made: its prompt by the size of the body, its
 * answer by the most that the caller asks for. Real usage corrects it later.
 */
export function estimatedTokens(
  { rawBody, body }: UncheckedRequest,
  demand: CallDemand,
): { readonly prompt: number; readonly answer: number; readonly isLimited: boolean } {
  const limit = demand.answerTokens(body);
  return {
    prompt: rawBody === undefined ? 0 : promptTokensBySize(rawBody),
    answer: limit ?? USUAL_ANSWER_TOKENS,
    isLimited: limit !== undefined,
  };
}

/** The tokens that a prompt may take, by the size of its request: texts by their bytes, pictures by what they cost at most. */
export function promptTokensBySize(body: Buffer): number {
  if (body.length < LEAST_WITH_MEDIA) return Math.ceil(body.length / BYTES_PER_TOKEN);
  const { count, bytes } = base64Texts(body);
  const media = Math.max(count * LEAST_MEDIA_TOKENS, bytes / MEDIA_BYTES_PER_TOKEN);
  return Math.ceil((body.length - bytes) / BYTES_PER_TOKEN + media);
}
