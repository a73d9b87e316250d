import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { Finish, FinishReason } from '../canonical/answer-events';
import { MAKER } from './blocks';

/** Reasons that the canonical one says as much as. */
const PLAIN: ReadonlySet<unknown> = new Set(['end_turn', 'max_tokens', 'tool_use']);
/** Fields of a message that the canonical model has no place for. */
const KEPT = ['stop_sequence', 'stop_details', 'container', 'context_management'] as const;

/**
 * How a message ended. Reasons that are not known are `stop`, and are told by their own name in the details.
 * Format: https://docs.anthropic.com/en/api/handling-stop-reasons
 * @param ending fields of a whole message, or of a stream's `message_delta`
 * @param calls how many of the caller's tools were called
 */
export function finishOf(ending: JsonObject, calls: number): Finish {
  const { stop_reason: stopReason, stop_sequence: stopSequence } = ending;
  const fields: Record<string, unknown> = {};
  if (!PLAIN.has(stopReason)) fields['stop_reason'] = stopReason;
  for (const name of KEPT) {
    const value = ending[name];
    if (value !== undefined && value !== null) fields[name] = value;
  }
  return {
    reason: reasonOf(stopReason, calls),
    ...(typeof stopSequence === 'string' ? { stopSequence } : {}),
    ...(Object.keys(fields).length === 0 ? {} : { details: { maker: MAKER, fields } }),
  };
}

/** Why the model refused, where it says so. */
export function refusalOf(ending: JsonObject): string | undefined {
  const details = ending['stop_details'];
  const explanation = isObject(details) ? details['explanation'] : undefined;
  return ending['stop_reason'] === 'refusal' && typeof explanation === 'string' ? explanation : undefined;
}

function reasonOf(stopReason: unknown, calls: number): FinishReason {
  switch (stopReason) {
    case 'max_tokens':
      return 'length';
    case 'model_context_window_exceeded':
      return 'context_window';
    case 'refusal':
      return 'refusal';
    case 'pause_turn':
      return 'pause';
    case 'stop_sequence':
      return 'stop_sequence';
    case 'tool_use':
      return calls > 0 ? 'tool_calls' : 'stop';
    default:
      return 'stop';
  }
}
