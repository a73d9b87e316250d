import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';

/**
 * Keeps `provider_fields` of answers that call tools, for clients that send back standard fields alone (Qwen Code and Cline
 * drop all others): what a provider signed is found again by the ids of the calls.
 */
export interface KeptFields {
  keep(callIds: readonly string[], fields: JsonObject): void;
  /** Undefined where they were never kept, or are no longer. */
  of(callId: string): JsonObject | undefined;
}

/** A message of an earlier answer with the fields that were kept of it, where it came back without any. */
export function withKeptFields(message: JsonObject, kept: KeptFields | undefined): JsonObject {
  const calls = message['tool_calls'];
  if (kept === undefined || isObject(message['provider_fields']) || !Array.isArray(calls)) return message;
  for (const call of calls as readonly unknown[]) {
    const id = isObject(call) ? call['id'] : undefined;
    const fields = typeof id === 'string' ? kept.of(id) : undefined;
    if (fields !== undefined) return { ...message, provider_fields: fields };
  }
  return message;
}
