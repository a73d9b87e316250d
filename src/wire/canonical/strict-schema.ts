import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/**
 * Whether OpenAI keeps to a schema strictly: every object is closed and demands all of its properties. It answers 400 to
 * `strict` with any other schema; Anthropic's structured outputs allow properties that may be left out.
 * Source: https://platform.openai.com/docs/guides/structured-outputs#all-fields-must-be-required
 */
function isStrictSchema(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrictSchema);
  if (!isObject(schema)) return true;
  const { properties, required, additionalProperties } = schema;
  if (isObject(properties) || schema['type'] === 'object') {
    const names = isObject(properties) ? Object.keys(properties) : [];
    const demanded = new Set<unknown>(Array.isArray(required) ? required : []);
    if (additionalProperties !== false || !names.every((name) => demanded.has(name))) return false;
  }
  return Object.entries(schema).every(([keyword, value]) => {
    if (VALUES.has(keyword)) return true;
    return MAPS.has(keyword) && isObject(value)
      ? Object.values(value).every(isStrictSchema)
      : isStrictSchema(value);
  });
}

/** `strict` where OpenAI keeps to the schema; the schema is the model's guide without it. */
export function fittingStrict(strict: boolean | undefined, schema: JsonObject): boolean | undefined {
  return strict === true && !isStrictSchema(schema) ? undefined : strict;
}

/** Keywords that hold no schemas. */
const VALUES: ReadonlySet<string> = new Set(['enum', 'const', 'default', 'examples', 'required']);
/** Keywords that hold a map of schemas. */
const MAPS: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions']);
