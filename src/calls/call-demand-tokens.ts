import { promptTokensBySize, USUAL_ANSWER_TOKENS } from '../admission/token-reservation';
import { isObject } from '../json/json-object';
import type { JsonObject } from '../json/json-object';

/** Where requests of the doors' wires say how long an answer may be. */
const LIMITS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'];

/** What a call may use, before it is made: the prompt by its size, as limits reserve it, the answer by the most that was asked for. */
export function mayUse(raw: Buffer, body: JsonObject, answers: boolean): { input: number; output: number } {
  return { input: promptTokensBySize(raw), output: answers ? answerLimit(body) : 0 };
}

function answerLimit(body: JsonObject): number {
  const { generationConfig } = body;
  const told = LIMITS.map((name) => body[name]);
  if (isObject(generationConfig)) told.push(generationConfig['maxOutputTokens']);
  const limit = told.find((value) => typeof value === 'number' && value >= 0 && Number.isFinite(value));
  return typeof limit === 'number' ? limit : USUAL_ANSWER_TOKENS;
}
