import type { JsonObject } from '../json/json-object';
import { answerTokensAsked, promptTokensBySize } from '../routing/tokens-by-size';

/** What a call may use, before it is made: the prompt by its size, as limits reserve it, the answer by the most that was asked for. */
export function mayUse(raw: Buffer, body: JsonObject, answers: boolean): { input: number; output: number } {
  return { input: promptTokensBySize(raw), output: answers ? answerTokensAsked(body) : 0 };
}
