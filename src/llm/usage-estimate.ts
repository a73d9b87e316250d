import type { TokenUsage } from '../wire/canonical/token-usage';

/** English text of this many bytes is about one token (https://platform.openai.com/tokenizer). */
export const BYTES_PER_TOKEN = 4;

/**
 * Our own figures for a call whose upstream gave none: the prompt from the request's size, the answer from its tokens
 * where each came in a frame of its own, else from its size.
 */
export function estimateUsage(
  requestBytes: number,
  answer: { readonly frames: number } | { readonly bytes: number },
): TokenUsage {
  return {
    promptTokens: Math.ceil(requestBytes / BYTES_PER_TOKEN),
    completionTokens: 'frames' in answer ? answer.frames : Math.ceil(answer.bytes / BYTES_PER_TOKEN),
    cachedTokens: 0,
    reasoningTokens: 0,
    estimated: true,
  };
}
