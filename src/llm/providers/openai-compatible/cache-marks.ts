import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { hasSameEntries } from '../../../json/same-entries';

/** Anthropic's cache mark, which OpenRouter and LiteLLM take in Chat Completions too. */
const FIELD = 'cache_control';
const AS_JSON = Buffer.from(`"${FIELD}"`);
/** Where marks may be inside of a message or of a tool. */
const INSIDE = ['content', 'tool_calls', 'function', 'custom'];

/** Whether a request may hold cache marks, told by its bytes. */
export function mayHoldCacheMarks(raw: Buffer): boolean {
  return raw.includes(AS_JSON);
}

/** A list of messages or of tools without cache marks; the same list where it has no marks. */
export function withoutCacheMarks(given: readonly unknown[]): readonly unknown[] {
  const kept = given.map((entry: unknown) => (isObject(entry) ? unmarked(entry) : entry));
  return hasSameEntries(kept, given) ? given : kept;
}

function unmarked(entry: JsonObject): JsonObject {
  let kept = entry;
  if (Object.hasOwn(entry, FIELD)) {
    const { [FIELD]: _mark, ...others } = entry;
    kept = others;
  }
  for (const field of INSIDE) {
    const inside = kept[field];
    const without = Array.isArray(inside)
      ? withoutCacheMarks(inside)
      : isObject(inside)
        ? unmarked(inside)
        : inside;
    if (without !== inside) kept = { ...kept, [field]: without };
  }
  return kept;
}
