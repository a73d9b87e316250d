import type { ContentPart, OpaquePart, ReasoningPart, ToolCallPart } from '../canonical/content-part';

/** What of an earlier answer a message's own fields say. */
export interface AnsweredMessage {
  readonly reasoning: readonly (ReasoningPart | OpaquePart)[];
  /** Texts and refusals. */
  readonly content: readonly ContentPart[];
  readonly images: readonly ContentPart[];
  readonly calls: readonly ToolCallPart[];
}
