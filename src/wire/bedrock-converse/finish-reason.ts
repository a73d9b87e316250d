import type { FinishReason } from '../canonical/answer-events';
import { malformedAnswer } from '../canonical/malformed-answer';

/**
 * Why an answer ended.
 * Values: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html (stopReason)
 * @param called whether the answer holds calls of the caller's own tools
 * @throws GatewayError PROVIDER_ERROR where the model wrote what the provider could not read: that is not a whole answer
 */
export function finishReason(stopReason: string, called: boolean): FinishReason {
  switch (stopReason) {
    case 'max_tokens':
      return 'length';
    case 'model_context_window_exceeded':
      return 'context_window';
    case 'guardrail_intervened':
    case 'content_filtered':
      return 'content_filter';
    case 'malformed_model_output':
    case 'malformed_tool_use':
      throw malformedAnswer('The model wrote an answer that its provider could not read.');
    default:
      if (called) return 'tool_calls';
      return stopReason === 'stop_sequence' ? 'stop_sequence' : 'stop';
  }
}
