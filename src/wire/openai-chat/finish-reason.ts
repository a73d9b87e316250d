import type { FinishReason } from '../canonical/answer-events';

const REASONS: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  stop_sequence: 'stop',
  pause: 'stop',
  length: 'length',
  context_window: 'length',
  tool_calls: 'tool_calls',
  content_filter: 'content_filter',
  refusal: 'content_filter',
};

/**
 * OpenAI's `finish_reason`.
 * Format: https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-finish_reason
 */
export function chatFinishReason(reason: FinishReason): string {
  return REASONS[reason];
}
