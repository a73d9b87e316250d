import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { typeName } from './enum-names';

const MAX_DEPTH = 64;

/**
 * Google's `Schema` as JSON Schema: types in lower case, `nullable` as a type, texts of numbers as numbers.
 * Format: https://ai.google.dev/api/caching#Schema
 */
export function schemaOfGoogle(schema: JsonObject, depth = 0): JsonObject {
  if (depth > MAX_DEPTH) return {};
  const {
    nullable,
    type: given,
    properties,
    items,
    anyOf,
    any_of: snakeAnyOf,
    propertyOrdering: _order,
    ...others
  } = schema;
  const name = typeName(given);
  const named = name === 'TYPE_UNSPECIFIED' ? undefined : name?.toLowerCase();
  const alternatives = anyOf ?? snakeAnyOf;
  const written: Record<string, unknown> = {};
  if (named !== undefined) written['type'] = nullable === true ? [named, 'null'] : named;
  for (const [name, value] of Object.entries(others))
    written[name] = COUNTS.has(name) ? asNumber(value) : value;
  const values: unknown = written['enum'];
  if (nullable === true && Array.isArray(values)) written['enum'] = values.concat([null]);
  if (isObject(properties)) {
    written['properties'] = Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, within(value, depth)]),
    );
  }
  if (items !== undefined) written['items'] = within(items, depth);
  if (Array.isArray(alternatives)) {
    const each = alternatives.map((alternative: unknown) => within(alternative, depth));
    written['anyOf'] = nullable === true && named === undefined ? [...each, { type: 'null' }] : each;
  }
  return written;
}

/** Protobuf's JSON writes integers of 64 bits as texts. */
const COUNTS: ReadonlySet<string> = new Set([
  ...['minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties'],
]);

function asNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
}

function within(value: unknown, depth: number): unknown {
  return isObject(value) ? schemaOfGoogle(value, depth + 1) : value;
}
