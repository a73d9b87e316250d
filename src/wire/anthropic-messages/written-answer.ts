import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json/json-object';
import { lookup } from '../../json/lookup';
import type { Finish, FinishReason } from '../canonical/answer-events';
import type { TokenUsage } from '../canonical/token-usage';

const REASONS: Readonly<Record<FinishReason, string>> = {
  stop: 'end_turn',
  stop_sequence: 'stop_sequence',
  length: 'max_tokens',
  context_window: 'model_context_window_exceeded',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
  refusal: 'refusal',
  pause: 'pause_turn',
};

/**
 * How a message ended: `stop_reason`, `stop_sequence`, and what Claude told besides. A refusal is a reason of its own here, at
 * others a text after which they have simply stopped.
 * Format: https://docs.anthropic.com/en/api/handling-stop-reasons#refusal
 */
export function endingFields({ reason, stopSequence, details }: Finish, refused: boolean): JsonObject {
  return {
    stop_reason: REASONS[refused && reason === 'stop' ? 'refusal' : reason],
    stop_sequence: stopSequence ?? null,
    container: null,
    stop_details: null,
    ...(details?.maker === 'anthropic' ? details.fields : {}),
  };
}

/** The tiers that this wire has a word for; what is billed by place or speed is told by neither. */
const TIERS = lookup<string>({
  '': 'standard',
  priority: 'priority',
  batch: 'batch',
});

/** A message's id: the provider's where it has the form of one. */
export function messageId(given: string | undefined): string {
  return given?.startsWith('msg_') === true ? given : `msg_${randomUUID().replaceAll('-', '')}`;
}

/**
 * Usage in this wire's form: what was read from the cache and written to it is beside the input here. All that the API's
 * schema has is there, in `message_start` and `message_delta` too: clients add up what they find.
 * Format: https://docs.anthropic.com/en/api/messages#response-usage
 */
export function messageUsage(usage: TokenUsage): JsonObject {
  const written = usage.cacheWriteTokens ?? 0;
  const anHour = Math.min(usage.cacheWrite1hTokens ?? 0, written);
  const searches = usage.searches ?? 0;
  return {
    input_tokens: Math.max(usage.promptTokens - usage.cachedTokens - written, 0),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: usage.cachedTokens,
    // What is not said to be kept an hour is kept for the ordinary time.
    cache_creation: { ephemeral_5m_input_tokens: written - anHour, ephemeral_1h_input_tokens: anHour },
    output_tokens: usage.completionTokens,
    output_tokens_details: usage.estimated ? null : { thinking_tokens: usage.reasoningTokens },
    server_tool_use: searches === 0 ? null : { web_search_requests: searches, web_fetch_requests: 0 },
    service_tier: TIERS[usage.serviceTier ?? 'unknown'] ?? null,
    inference_geo: null,
    speed: null,
  };
}
