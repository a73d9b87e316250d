import type { JsonObject } from '../../body/json-object';
import { isObject } from '../../body/json-object';
import { FIELDS_KEY } from './assistant-turn';
import type { AnswerBlocks } from './answer-blocks';

/** How a message ended, as the provider tells it: fields of a whole message, or of a stream's `message_delta`. */
type Ending = JsonObject;

/** Reasons that `finish_reason` says as much as. */
const PLAIN: ReadonlySet<unknown> = new Set(['end_turn', 'max_tokens', 'tool_use']);
/** Fields of a message that have no place in OpenAI's. */
const KEPT = ['stop_sequence', 'stop_details', 'container', 'context_management'] as const;

/**
 * OpenAI's `finish_reason` for a stop reason. `pause_turn`, `compaction` and reasons that are not known are `stop`, and
 * stand in `provider_fields` by their own name.
 * Format: https://docs.anthropic.com/en/api/handling-stop-reasons
 */
export function finishReason(stopReason: string, toolCalls: number): string {
  switch (stopReason) {
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'refusal':
      return 'content_filter';
    case 'tool_use':
      return toolCalls > 0 ? 'tool_calls' : 'stop';
    default:
      return 'stop';
  }
}

/** `provider_fields` of an answer: what the next turn needs, and what has no place; undefined where there is nothing. */
export function providerFields(ending: Ending, blocks: AnswerBlocks): JsonObject | undefined {
  const fields: Record<string, unknown> = {};
  const content = blocks.layout;
  if (content !== undefined) fields['content'] = content;
  if (!PLAIN.has(ending['stop_reason'])) fields['stop_reason'] = ending['stop_reason'];
  for (const name of KEPT) {
    const value = ending[name];
    if (value !== undefined && value !== null) fields[name] = value;
  }
  return Object.keys(fields).length === 0 ? undefined : { [FIELDS_KEY]: fields };
}

/** Why the model refused, where it says so. */
export function refusalOf(ending: Ending): string | undefined {
  const details = ending['stop_details'];
  const explanation = isObject(details) ? details['explanation'] : undefined;
  return ending['stop_reason'] === 'refusal' && typeof explanation === 'string' ? explanation : undefined;
}
