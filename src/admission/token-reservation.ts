import type { CallDemand, UncheckedRequest } from './call-demand';

/** English text of this many bytes is about one token (https://platform.openai.com/tokenizer). */
const BYTES_PER_TOKEN = 4;
/** Tokens of an answer whose length the caller does not limit: what most answers stay below. */
const USUAL_ANSWER_TOKENS = 256;

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
    prompt: Math.ceil((rawBody?.length ?? 0) / BYTES_PER_TOKEN),
    answer: limit ?? USUAL_ANSWER_TOKENS,
    isLimited: limit !== undefined,
  };
}
