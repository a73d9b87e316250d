import type { FinishReason } from '../canonical/answer-events';
import type { CallForm } from './call-form';
import type { ChatFinishReason } from './chat-types';

const REASONS: Readonly<Record<FinishReason, ChatFinishReason>> = {
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
export function chatFinishReason(reason: FinishReason, form: CallForm = 'tools'): ChatFinishReason {
  if (form === 'function' && reason === 'tool_calls') return 'function_call';
  return REASONS[reason];
}
