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
/** More tokens than an answer has at any provider: what is above it could not be added up, nor be written into a database. */
const MOST_TOKENS = 1_000_000_000;
/** Where Google's requests have their settings; it takes each name in two forms. */
export const GOOGLE_CONFIGS = ['generationConfig', 'generation_config'];
/** Where requests of the doors' wires say how long an answer may be. */
const LIMITS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'];
const CONFIG_LIMITS = ['maxOutputTokens', 'max_output_tokens'];
/** Numbers may be texts to Google (https://protobuf.dev/programming-guides/json/), and to servers that read them by Pydantic. */
const DIGITS = /^\d{1,15}$/;

/**
 * The limit of an answer's tokens where a request may have several: the greatest, for which of them the target goes by is not
 * known here. A whole number, not above what any answer has.
 * @param told the values of the fields that may have it
 * @returns undefined where none has one
 */
export function greatestLimit(told: readonly unknown[]): number | undefined {
  let greatest: number | undefined;
  for (const value of told) {
    const limit = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
    if (typeof limit !== 'number' || !(limit >= 0)) continue;
    greatest = Math.max(greatest ?? 0, Math.min(Math.ceil(limit), MOST_TOKENS));
  }
  return greatest;
}

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
  const told = LIMITS.map((name) => body[name]);
  for (const name of GOOGLE_CONFIGS) {
    const config = body[name];
    if (isObject(config)) told.push(...CONFIG_LIMITS.map((limit) => config[limit]));
  }
  return greatestLimit(told) ?? USUAL_ANSWER_TOKENS;
}
