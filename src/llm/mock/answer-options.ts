import type { JsonObject } from '../../json/json-object';
import { refused } from './upstream-failures';

const MOST_CHOICES = 128;

/** What a request says about the size and number of its answers. */
interface AnswerOptions {
  /** `max_completion_tokens` or `max_tokens`; Infinity where neither is given. */
  readonly maxTokens: number;
  /** `n`. */
  readonly choices: number;
  /** `stop`, as a list. */
  readonly stop: readonly string[];
}

/**
 * Reads the options of a chat request.
 *
 * @throws GatewayError INVALID_REQUEST with `param` when one is not what OpenAI's API allows.
 */
export function answerOptions(body: JsonObject): AnswerOptions {
  return {
    maxTokens:
      wholeNumber(body, 'max_completion_tokens', Number.MAX_SAFE_INTEGER) ??
      wholeNumber(body, 'max_tokens', Number.MAX_SAFE_INTEGER) ??
      Infinity,
    choices: wholeNumber(body, 'n', MOST_CHOICES) ?? 1,
    stop: stopSequences(body.stop),
  };
}

function wholeNumber(body: JsonObject, param: string, most: number): number | undefined {
  const value = body[param];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw refused(param, `${param} must be a whole number from 1 to ${most}.`);
}

function stopSequences(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  const sequences: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = sequences.filter((sequence) => typeof sequence === 'string');
  if (texts.length < sequences.length) throw refused('stop', 'stop must be a string or a list of strings.');
  return texts.filter((text) => text !== '');
}
