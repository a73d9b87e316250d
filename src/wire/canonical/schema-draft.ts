import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/** Keywords that hold a schema. */
const ONE: ReadonlySet<string> = new Set([
  ...['items', 'additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
]);
/** Keywords that hold a list of schemas. */
const LIST: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
/** Keywords that hold schemas by names. */
const MAP: ReadonlySet<string> = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'],
]);
/** Keywords whose value may be null. */
const ANY_VALUE: ReadonlySet<string> = new Set(['default', 'const']);
const TYPES: ReadonlySet<unknown> = new Set([
  ...['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'],
]);
const BOUNDS = [
  ['exclusiveMinimum', 'minimum'],
  ['exclusiveMaximum', 'maximum'],
] as const;

/**
 * A schema of arguments in the form of JSON Schema's draft 2020-12, which Claude and OpenAI hold it against: one tool of an older
 * form, as many MCP servers have it, has every request refused ("JSON schema is invalid. It must match JSON Schema draft
 * 2020-12", "True is not of type 'number'"). Bounds that are told to be exclusive, tuples in `items`, `required` of a single
 * field, types that there are not and keywords that are null become what they mean. A schema that is right already is returned
 * as it is.
 * Sources: https://json-schema.org/draft/2020-12/release-notes, https://json-schema.org/draft-06/json-schema-release-notes,
 * https://github.com/anthropics/claude-code/issues/586
 */
export function draft2020(schema: JsonObject): JsonObject {
  return isOlder(schema) ? newest(schema) : schema;
}

/** Most schemas are right, and none of their parts is copied. */
function isOlder(schema: JsonObject): boolean {
  for (const name in schema) {
    const value = schema[name];
    if (value === null) {
      if (!ANY_VALUE.has(name)) return true;
    } else if (name === 'type') {
      if (typeOf(value) !== value) return true;
    } else if (name === 'required' || name === 'exclusiveMinimum' || name === 'exclusiveMaximum') {
      if (typeof value === 'boolean') return true;
    } else if (typeof value !== 'object') continue;
    else if (ONE.has(name)) {
      if (Array.isArray(value) || (isObject(value) && isOlder(value))) return true;
    } else if (LIST.has(name)) {
      if (Array.isArray(value) && value.some((one) => isObject(one) && isOlder(one))) return true;
    } else if (MAP.has(name)) {
      if (Array.isArray(value) || (isObject(value) && hasOlder(value))) return true;
    }
  }
  return false;
}

function hasOlder(schemas: JsonObject): boolean {
  for (const name in schemas) {
    const schema = schemas[name];
    if (isObject(schema) ? isOlder(schema) : typeof schema !== 'boolean') return true;
  }
  return false;
}

function newest(schema: JsonObject): JsonObject {
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(schema)) {
    const kept = value === null && !ANY_VALUE.has(name) ? undefined : converted(name, value);
    if (kept !== undefined) fields.set(name, kept);
  }
  tuple(schema, fields);
  for (const [flag, bound] of BOUNDS) exclusive(schema, fields, flag, bound);
  demanded(schema, fields);
  return Object.fromEntries(fields);
}

/** The value of a keyword; undefined for one that there is not. */
function converted(name: string, value: unknown): unknown {
  if (name === 'type') return typeOf(value);
  if (name === 'required') return typeof value === 'boolean' ? undefined : value;
  if (ONE.has(name) && isObject(value)) return newest(value);
  if (LIST.has(name) && Array.isArray(value)) return each(value);
  if (!MAP.has(name)) return value;
  // PHP writes an empty list where there are no names.
  return isObject(value) ? byName(value) : Array.isArray(value) ? {} : value;
}

/** The types that there are, in their own writing; undefined where there is one that there is not. */
function typeOf(type: unknown): unknown {
  if (typeof type === 'string') return known(type);
  if (!Array.isArray(type)) return type;
  const types = type.map(known);
  if (types.includes(undefined) || types.length === 0) return undefined;
  return types.every((one, index) => one === type[index]) ? type : types;
}

function known(type: unknown): unknown {
  const lower = typeof type === 'string' ? type.toLowerCase() : type;
  return TYPES.has(lower) ? lower : undefined;
}

function each(schemas: readonly unknown[]): readonly unknown[] {
  return schemas.map((schema) => (isObject(schema) ? newest(schema) : schema));
}

/** What is neither a schema nor a boolean says nothing of its field. */
function byName(schemas: JsonObject): JsonObject {
  const made = Object.entries(schemas).map(([name, schema]) => {
    const other = typeof schema === 'boolean' ? schema : {};
    return [name, isObject(schema) ? newest(schema) : other] as const;
  });
  return Object.fromEntries(made);
}

/** Until draft 2019-09 a tuple was a list in `items`, and what follows it in `additionalItems`. */
function tuple({ items, additionalItems }: JsonObject, fields: Map<string, unknown>): void {
  if (!Array.isArray(items)) return;
  fields.set('prefixItems', each(items));
  fields.delete('additionalItems');
  if (typeof additionalItems === 'boolean') fields.set('items', additionalItems);
  else if (isObject(additionalItems)) fields.set('items', newest(additionalItems));
  else fields.delete('items');
}

/** Up to draft 4 a bound was exclusive by a boolean beside it. */
function exclusive(schema: JsonObject, fields: Map<string, unknown>, flag: string, bound: string): void {
  const [isExclusive, value] = [schema[flag], schema[bound]];
  if (typeof isExclusive !== 'boolean') return;
  fields.delete(flag);
  if (!isExclusive || typeof value !== 'number') return;
  fields.set(flag, value);
  fields.delete(bound);
}

/** Up to draft 3 a field said itself whether it is required. */
function demanded({ properties, required }: JsonObject, fields: Map<string, unknown>): void {
  if (!isObject(properties)) return;
  const names = Object.entries(properties).flatMap(([name, field]) =>
    isObject(field) && field['required'] === true ? [name] : [],
  );
  if (names.length === 0) return;
  const given: readonly unknown[] = Array.isArray(required) ? required : [];
  fields.set('required', [...new Set([...given, ...names])]);
}
