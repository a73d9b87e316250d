import { promptTokensBySize, USUAL_ANSWER_TOKENS } from '../routing/tokens-by-size';
import type { CallDemand, UncheckedRequest } from './call-demand';

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
