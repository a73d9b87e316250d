import { isObject } from '../json/json-object';
import type { JsonObject } from '../json/json-object';

/** Where requests of the doors' wires say how long an answer may be. */
const LIMITS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'];
/** What most answers stay below, where the caller does not limit them. */
const USUAL_ANSWER_TOKENS = 256;
/** English text: https://platform.openai.com/tokenizer */
const BYTES_PER_TOKEN = 4;

/** What a call may use, before it is made: the prompt by its size, the answer by the most that was asked for. */
export function mayUse(raw: Buffer, body: JsonObject, answers: boolean): { input: number; output: number } {
  const input = Math.ceil(raw.length / BYTES_PER_TOKEN);
  return { input, output: answers ? answerLimit(body) : 0 };
}

function answerLimit(body: JsonObject): number {
  const { generationConfig } = body;
  const told = LIMITS.map((name) => body[name]);
  if (isObject(generationConfig)) told.push(generationConfig['maxOutputTokens']);
  const limit = told.find((value) => typeof value === 'number' && value >= 0 && Number.isFinite(value));
  return typeof limit === 'number' ? limit : USUAL_ANSWER_TOKENS;
}
