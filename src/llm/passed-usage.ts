import { valueEnd } from '../json/json-edit';
import { isObject } from '../json/json-object';
import type { JsonObject } from '../json/json-object';
import type { TokenUsage } from '../wire/canonical/token-usage';
import { toldCount } from '../wire/canonical/told-count';

const KEYS = ['"usage"', '"meta"'].map((key) => Buffer.from(key));
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const COLON = 0x3a;
/** No usage is larger; what begins so and goes on is something else. */
const MAX_USAGE_BYTES = 4_096;

/**
 * Finds the usage in pieces of an answer that passes, in the first of them that has one. What the answer is made of tells
 * what its tokens are, where the provider does not: https://platform.openai.com/docs/api-reference/images/object
 * Formats: https://platform.openai.com/docs/api-reference/images/object, /audio/json-object, /completions/object,
 * https://docs.cohere.com/reference/rerank (`meta`), https://api.jina.ai/redoc
 */
export function passedUsage(
  pieces: readonly Buffer[],
  madeOf: 'text' | 'pictures' | 'sound' = 'text',
): TokenUsage | undefined {
  for (const piece of pieces) {
    for (const key of KEYS) {
      const usage = readUsage(lastValue(piece, key), madeOf);
      if (usage !== undefined) return usage;
    }
  }
  return undefined;
}

/** The value behind the last place where a key is; undefined where it is no small object. */
function lastValue(json: Buffer, key: Buffer): unknown {
  for (let at = json.lastIndexOf(key); at >= 0; at = at === 0 ? -1 : json.lastIndexOf(key, at - 1)) {
    if (json[at - 1] === BACKSLASH) continue;
    let start = at + key.length;
    while (json[start] === 0x20 || json[start] === COLON) start++;
    // `"usage": null` is in every event but the last.
    if (json[start] !== OPEN_BRACE) continue;
    const value = json.subarray(start, start + MAX_USAGE_BYTES);
    try {
      return JSON.parse(value.toString('utf8', 0, valueEnd(value, 0)));
    } catch {
      return undefined;
    }
  }
  return undefined;
}

const DURATION = Buffer.from('"duration"');
const MAX_NUMBER_BYTES = 32;

/**
 * The seconds of the sound of which an answer in JSON is the text (`verbose_json`), of which OpenAI and those who imitate it tell no usage.
 * Format: https://platform.openai.com/docs/api-reference/audio/verbose-json-object
 * @param pieces of the answer, the earliest first. @returns undefined where they do not tell
 */
export function toldSeconds(pieces: readonly Buffer[]): number | undefined {
  for (const piece of pieces) {
    for (let at = piece.indexOf(DURATION); at >= 0; at = piece.indexOf(DURATION, at + 1)) {
      // What was said may have the word in it.
      if (piece[at - 1] === BACKSLASH) continue;
      const from = at + DURATION.length;
      const [, told] =
        /^\s*:\s*"?([\d.]+)/.exec(piece.toString('latin1', from, from + MAX_NUMBER_BYTES)) ?? [];
      const seconds = secondsOf(Number(told));
      if (seconds !== undefined) return seconds;
    }
  }
  return undefined;
}

function readUsage(given: unknown, madeOf: 'text' | 'pictures' | 'sound'): TokenUsage | undefined {
  if (!isObject(given)) return undefined;
  const units = isObject(given['billed_units']) ? given['billed_units'] : {};
  // Cohere tells the tokens that it counted, those that it bills, or both.
  const usage = isObject(given['tokens'])
    ? given['tokens']
    : toldCount(units['input_tokens']) === undefined
      ? given
      : units;
  const output = toldCount(usage['completion_tokens']) ?? toldCount(usage['output_tokens']) ?? 0;
  const total = toldCount(usage['total_tokens']);
  const input =
    toldCount(usage['prompt_tokens']) ??
    toldCount(usage['input_tokens']) ??
    (total === undefined ? undefined : Math.max(total - output, 0));
  const searches = toldCount(units['search_units']);
  // Mistral has them beside its tokens: https://docs.mistral.ai/api/#tag/audio.transcriptions
  const seconds = secondsOf(usage['seconds'] ?? usage['prompt_audio_seconds']);
  if (input === undefined && searches === undefined && seconds === undefined) return undefined;
  // Transcriptions have them under a name of their own.
  const details =
    usage['input_tokens_details'] ?? usage['input_token_details'] ?? usage['prompt_tokens_details'];
  const of = detailsOf(details, input ?? 0);
  const ofAnswer = detailsOf(usage['output_tokens_details'], output);
  return {
    promptTokens: input ?? 0,
    completionTokens: output,
    cachedTokens: of('cached_tokens') ?? 0,
    reasoningTokens: 0,
    ...known('imageTokens', of('image_tokens')),
    ...known('audioInputTokens', of('audio_tokens')),
    ...known('imageOutputTokens', ofAnswer('image_tokens') ?? (madeOf === 'pictures' ? output : undefined)),
    ...known('audioOutputTokens', madeOf === 'sound' ? output : undefined),
    ...known('audioSeconds', seconds),
    ...known('searches', searches),
    estimated: false,
  };
}

function detailsOf(given: unknown, most: number): (name: string) => number | undefined {
  const details: JsonObject = isObject(given) ? given : {};
  return (name) => {
    const tokens = toldCount(details[name]);
    return tokens === undefined ? undefined : Math.min(tokens, most);
  };
}

function known(name: string, value: number | undefined): Record<string, number> {
  return value === undefined ? {} : { [name]: value };
}

/** Whole seconds: one that has begun is billed. */
function secondsOf(told: unknown): number | undefined {
  return typeof told === 'number' ? toldCount(Math.ceil(told)) : undefined;
}
