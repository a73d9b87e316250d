import { base64Texts } from '../json/base64-texts';
import { isObject } from '../json/json-object';

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
/** Where requests of the doors' wires say how long an answer may be. */
const LIMITS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'];

/** The tokens that a prompt may take, by the size of its request: texts by their bytes, pictures by what they cost at most. */
export function promptTokensBySize(body: Buffer): number {
  if (body.length < LEAST_WITH_MEDIA) return Math.ceil(body.length / BYTES_PER_TOKEN);
  const { count, bytes } = base64Texts(body);
  const media = Math.max(count * LEAST_MEDIA_TOKENS, bytes / MEDIA_BYTES_PER_TOKEN);
  return Math.ceil((body.length - bytes) / BYTES_PER_TOKEN + media);
}

/** The most tokens that an answer may have, as a request of whatever door says it; the usual number where it does not. */
export function answerTokensAsked(body: unknown): number {
  if (!isObject(body)) return USUAL_ANSWER_TOKENS;
  const { generationConfig } = body;
  const told = LIMITS.map((name) => body[name]);
  if (isObject(generationConfig)) told.push(generationConfig['maxOutputTokens']);
  const limit = told.find((value) => typeof value === 'number' && value >= 0 && Number.isFinite(value));
  return typeof limit === 'number' ? limit : USUAL_ANSWER_TOKENS;
}
