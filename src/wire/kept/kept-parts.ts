import type { JsonObject } from '../../json/json-object';

/** Keeps what was noted of answers that call tools, by the ids of the calls. */
export interface KeptParts {
  keep(callIds: readonly string[], parts: JsonObject): void;
  /** Undefined where nothing was kept, or is no longer. */
  of(callId: string): JsonObject | undefined;
}
