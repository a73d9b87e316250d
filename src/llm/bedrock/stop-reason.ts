import { upstreamFailed } from '../../upstream/upstream-failure';

/**
 * OpenAI's `finish_reason` for a stop reason.
 * Values: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html (stopReason)
 * @param called whether the answer holds calls of the caller's own tools
 * @throws GatewayError PROVIDER_ERROR where the model wrote what the provider could not read: that is no whole answer
 */
export function finishReason(stopReason: string, called: boolean): string {
  switch (stopReason) {
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'guardrail_intervened':
    case 'content_filtered':
      return 'content_filter';
    case 'malformed_model_output':
    case 'malformed_tool_use':
      throw upstreamFailed('malformed', 'The model wrote an answer that its provider could not read.');
    default:
      return called ? 'tool_calls' : 'stop';
  }
}
