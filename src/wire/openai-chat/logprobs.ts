import type { TokenLogprob } from '../canonical/answer-events';

/**
 * The field `logprobs` of a choice.
 * Format: https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-logprobs
 */
export function chatLogprobs(tokens: readonly TokenLogprob[]): object | null {
  if (tokens.length === 0) return null;
  return {
    content: tokens.map(({ others, ...chosen }) => ({ ...told(chosen), top_logprobs: others.map(told) })),
    refusal: null,
  };
}

function told({ token, logprob }: Pick<TokenLogprob, 'token' | 'logprob'>): object {
  return { token, logprob, bytes: [...Buffer.from(token)] };
}
