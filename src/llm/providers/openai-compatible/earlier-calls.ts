import type { JsonObject } from '../../../json/json-object';
import { objectsIn } from '../../../json/objects-in';

/** Tells ids that the calls of an answer may not have; asked once, and of answers that call tools alone. */
export type EarlierCallIds = () => readonly string[];

/**
 * The ids of the calls that the conversation of a request has. Some servers count anew in each answer (`functions.read:0`, `0`), and
 * clients that tell calls apart by their ids alone, Claude Code among them, throw away all but the first of an id.
 */
export function earlierCallIds({ messages }: JsonObject): readonly string[] {
  return objectsIn(messages)
    .flatMap(({ tool_calls: calls }) => objectsIn(calls))
    .flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
}
