import type OpenAI from 'openai';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import type { Step } from './script';

const CACHE_FROM_TOKENS = 1_024;
const CACHE_BLOCK_TOKENS = 128;

/**
 * The usage of an answer: a step is a token, each choice is paid for, and, as OpenAI does it, prompts from 1,024
 * tokens on count as cached in whole blocks of 128. The same request always has the same usage.
 */
export function chatUsage(promptTokens: number, steps: readonly Step[], choices: number): TokenUsage {
  const reasoning = steps.filter(({ kind }) => kind === 'reasoning').length;
  return {
    promptTokens,
    completionTokens: steps.length * choices,
    cachedTokens: promptTokens < CACHE_FROM_TOKENS ? 0 : promptTokens - (promptTokens % CACHE_BLOCK_TOKENS),
    reasoningTokens: reasoning * choices,
    estimated: false,
  };
}

/** A usage in OpenAI's shape. */
export function usageObject(usage: TokenUsage): OpenAI.CompletionUsage {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
