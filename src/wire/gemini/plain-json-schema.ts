import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/** What is deeper is sent as it is. */
const MAX_DEPTH = 128;

/**
 * What is sent as JSON Schema where `googleSchema` has no answer: without keywords that say nothing to Google, and in the forms
 * that it reads: one value is an `enum`, definitions are `$defs`, and beside a reference there is nothing. Names of properties are no
 * keywords.
 * Format: https://ai.google.dev/api/generate-content#FIELDS.response_json_schema
 */
export function plainJsonSchema(schema: JsonObject, depth = 0): JsonObject {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(apart(schema, depth))) {
    if (key === '$schema' || key === 'strict') continue;
    if (key === 'const') kept['enum'] = [value];
    else if (key === '$ref' && typeof value === 'string')
      kept[key] = value.replace(/^#\/definitions\//, '#/$defs/');
    else
      kept[key === 'definitions' ? '$defs' : key] = depth < MAX_DEPTH ? plainValue(key, value, depth) : value;
  }
  return kept;
}

/** A schema whose reference has nothing beside it: at the top, which has to be an object, it is left out. */
function apart(schema: JsonObject, depth: number): JsonObject {
  const { $ref: ref, ...around } = schema;
  const beside = Object.keys(around).filter((key) => !key.startsWith('$') && key !== 'definitions');
  if (typeof ref !== 'string' || beside.length === 0) return schema;
  if (depth > 0) return { ...around, anyOf: [{ $ref: ref }] };
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !beside.includes(key)));
}

function plainValue(key: string, value: unknown, depth: number): unknown {
  if (key === 'enum' || key === 'default' || key === 'examples') return value;
  if (Array.isArray(value)) {
    return value.map((entry: unknown) => (isObject(entry) ? plainJsonSchema(entry, depth + 1) : entry));
  }
  if (!isObject(value)) return value;
  if (key !== 'properties' && key !== '$defs' && key !== 'definitions')
    return plainJsonSchema(value, depth + 1);
  const named = Object.entries(value).map(([name, entry]) => [
    name,
    isObject(entry) ? plainJsonSchema(entry, depth + 1) : entry,
  ]);
  return Object.fromEntries(named) as JsonObject;
}
