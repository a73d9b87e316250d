import type { TokenUsage } from './token-usage';

/** What is learnt about an answer while it is written: the log line, the accounting and the last frame are made from it. */
export interface AnswerSummary {
  /** The model that answered, as its provider names it. */
  model: string | undefined;
  /** In the words of the caller's wire. */
  finishReason: string | undefined;
  usage: TokenUsage | undefined;
}
