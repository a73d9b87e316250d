import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { listIn } from '../../json/list-in';
import { lookup } from '../../json/lookup';
import { referredIn } from '../canonical/schema-reference';

/** Keywords of JSON Schema that mean the same in Google's `Schema`. */
const SAME = [
  'description',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const;
/** The formats that are known there, of each type; any other one is refused: "only 'enum' and 'date-time' are supported for STRING type". */
const FORMATS = lookup<readonly unknown[]>({
  string: ['date-time', 'enum'],
  number: ['float', 'double'],
  integer: ['int32', 'int64'],
});
/** Keywords whose meaning would be lost: a schema with one of them is no `Schema`. */
const NOT_EXPRESSIBLE = ['prefixItems', 'not', 'if', 'patternProperties', 'dependentSchemas', 'contains'];
const TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array']);
const MAX_DEPTH = 32;
/** References are written out where they are, which can multiply. */
const MAX_NODES = 5_000;

/** A schema that Google's `Schema` cannot say. */
class NotExpressible extends Error {}

/**
 * Maps a JSON Schema to Google's `Schema`, a subset of OpenAPI 3.0 that refuses every keyword that it does not know:
 * `additionalProperties`, `$schema`, `title` and kin are left out, `$ref` is written out, `null` becomes `nullable`.
 * Undefined where it cannot be said that way: a recursive schema, values of `enum` that are no texts, a tuple, an object within it
 * whose keys are not listed (`properties: should be non-empty for OBJECT type`).
 * Format: https://ai.google.dev/api/caching#Schema
 */
export function googleSchema(schema: JsonObject): JsonObject | undefined {
  try {
    return new Conversion(schema).convert(schema, 0, []);
  } catch (thrown) {
    if (thrown instanceof NotExpressible) return undefined;
    throw thrown;
  }
}

/** One schema on its way; holds the root that references are looked up in. */
class Conversion {
  #nodes = 0;

  constructor(private readonly root: JsonObject) {}

  /** @param path the references that are being written out */
  convert(schema: JsonObject, depth: number, path: readonly string[]): JsonObject {
    if (++this.#nodes > MAX_NODES || depth > MAX_DEPTH) throw new NotExpressible();
    const ref = schema['$ref'];
    if (typeof ref === 'string') return this.#reference(ref, schema, depth, path);
    if (NOT_EXPRESSIBLE.some((keyword) => schema[keyword] !== undefined)) throw new NotExpressible();
    if (Array.isArray(schema['allOf']))
      return this.convert(withoutAllOf(schema, schema['allOf']), depth + 1, path);

    const alternatives = schema['anyOf'] ?? schema['oneOf'];
    if (Array.isArray(alternatives)) {
      const whole = alternatives.filter(isObject).map((alternative) => withSurrounding(alternative, schema));
      return { ...this.#anyOf(schema, whole, depth, path), ...nullable(schema['nullable'] === true) };
    }
    const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
    const named = types.filter((type) => type !== 'null');
    const orNull = nullable(named.length < types.length || schema['nullable'] === true);
    if (named.length > 1) {
      const each = named.map((type: unknown) => ({ ...schema, type, description: undefined }));
      return { ...this.#anyOf(schema, each, depth, path), ...orNull };
    }
    return { ...this.#ofType(schema, named[0], depth, path), ...orNull };
  }

  #reference(ref: string, schema: JsonObject, depth: number, path: readonly string[]): JsonObject {
    if (path.includes(ref) || !ref.startsWith('#')) throw new NotExpressible();
    const found = referredIn(this.root, ref);
    if (found === undefined) throw new NotExpressible();
    const { description } = schema;
    const target = this.convert(found, depth + 1, [...path, ref]);
    return description === undefined ? target : { ...target, description };
  }

  #anyOf(
    schema: JsonObject,
    alternatives: readonly JsonObject[],
    depth: number,
    path: readonly string[],
  ): JsonObject {
    const named = alternatives.filter(({ type }) => type !== 'null');
    const orNull = nullable(named.length < alternatives.length);
    const { description } = schema;
    const about = description === undefined ? {} : { description };
    const converted = named.map((alternative) => this.convert(alternative, depth + 1, path));
    const [only] = converted;
    if (only === undefined) throw new NotExpressible();
    return converted.length === 1
      ? { ...only, ...about, ...orNull }
      : { anyOf: converted, ...about, ...orNull };
  }

  #ofType(schema: JsonObject, given: unknown, depth: number, path: readonly string[]): JsonObject {
    const values = schema['const'] === undefined ? schema['enum'] : [schema['const']];
    const type = given ?? typeInferred(schema, values);
    if (!TYPES.has(type)) throw new NotExpressible();
    const converted: Record<string, unknown> = { type };
    for (const keyword of SAME) if (schema[keyword] !== undefined) converted[keyword] = schema[keyword];
    Object.assign(converted, bounds(schema, type));
    if (typeof type === 'string' && FORMATS[type]?.includes(schema['format']))
      converted['format'] = schema['format'];
    if (Array.isArray(values)) Object.assign(converted, enumOf(values, type));
    if (type === 'array') {
      const { items } = schema;
      if (!isObject(items) || Array.isArray(items)) throw new NotExpressible();
      converted['items'] = this.convert(items, depth + 1, path);
    }
    if (type === 'object') Object.assign(converted, this.#properties(schema, depth, path));
    return converted;
  }

  #properties(schema: JsonObject, depth: number, path: readonly string[]): JsonObject {
    const { properties, required } = schema;
    if (!isObject(properties) || Object.keys(properties).length === 0) {
      if (depth > 0 || takesAnyKey(schema)) throw new NotExpressible();
      return {};
    }
    const converted = mapValues(properties, (property) => {
      if (!isObject(property)) throw new NotExpressible();
      return this.convert(property, depth + 1, path);
    });
    const names = Array.isArray(required)
      ? required.filter((name) => typeof name === 'string' && Object.hasOwn(properties, name))
      : [];
    return { properties: converted, ...(names.length === 0 ? {} : { required: names }) };
  }
}

/** Google has no exclusive bounds: the next number of integers, and the bound itself of others, which is nearer than none. */
function bounds(schema: JsonObject, type: unknown): JsonObject {
  const { exclusiveMinimum: over, exclusiveMaximum: under, minimum, maximum } = schema;
  const found: Record<string, unknown> = {};
  if (typeof over === 'number') {
    const least = type === 'integer' ? Math.floor(over) + 1 : over;
    found['minimum'] = typeof minimum === 'number' ? Math.max(minimum, least) : least;
  }
  if (typeof under === 'number') {
    const most = type === 'integer' ? Math.ceil(under) - 1 : under;
    found['maximum'] = typeof maximum === 'number' ? Math.min(maximum, most) : most;
  }
  return found;
}

/** `allOf` as it is mostly used: one reference with a few keywords around it. */
function withoutAllOf(schema: JsonObject, all: readonly unknown[]): JsonObject {
  const { allOf: _allOf, ...own } = schema;
  const [only] = all;
  if (all.length !== 1 || !isObject(only) || own['properties'] !== undefined) throw new NotExpressible();
  return { ...only, ...own };
}

/**
 * An alternative with what is around all of them, which the format has no place for: properties (`anyOf` of what is required), or
 * the type.
 */
function withSurrounding(alternative: JsonObject, { type, properties, required }: JsonObject): JsonObject {
  const own = alternative['type'] ?? (Array.isArray(type) ? undefined : type);
  if (!isObject(properties)) return own === undefined ? alternative : { ...alternative, type: own };
  if (alternative['$ref'] !== undefined) throw new NotExpressible();
  if (own !== undefined && own !== 'object') return alternative;
  const { properties: further, required: needed } = alternative;
  return {
    ...alternative,
    type: 'object',
    properties: { ...properties, ...(isObject(further) ? further : {}) },
    required: [...new Set([...listIn(required), ...listIn(needed)])],
  };
}

/** Whether keys that are not listed have a meaning. */
export function takesAnyKey({ additionalProperties: others }: JsonObject): boolean {
  return others === true || isObject(others);
}

function typeInferred(schema: JsonObject, values: unknown): string | undefined {
  if (isObject(schema['properties'])) return 'object';
  if (isObject(schema['items'])) return 'array';
  return Array.isArray(values) ? 'string' : undefined;
}

function enumOf(values: readonly unknown[], type: unknown): JsonObject {
  // An empty text is refused: "enum[0]: cannot be empty".
  const texts = values.filter((value) => value !== null && value !== '');
  if (type !== 'string' || texts.some((value) => typeof value !== 'string')) throw new NotExpressible();
  return { ...(texts.length === 0 ? {} : { enum: texts }), ...nullable(values.includes(null)) };
}

function nullable(is: boolean): JsonObject {
  return is ? { nullable: true } : {};
}

function mapValues(object: JsonObject, map: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
