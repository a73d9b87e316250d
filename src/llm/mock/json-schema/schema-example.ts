import type { JsonObject } from '../../../json/json-object';
import { isObject } from '../../../json/json-object';
import { numberExample } from './number-example';
import type { FlatSchema } from './schema-resolver';
import { isRecursive, SchemaResolver } from './schema-resolver';
import { stringExample } from './string-example';

const DEEPEST = 24;
const MOST_VALUES = 2_000;
const MOST_ITEMS = 100;

/** Where in an example a value is. */
interface Place {
  readonly depth: number;
  /** The references that led here: following one of them again would never end. */
  readonly refs: ReadonlySet<string>;
  /** Counts the items of the list around it, so that they differ. */
  readonly variant: number;
}

/**
 * A value that satisfies a JSON Schema (draft 7 to 2020-12, and the subset of structured outputs): types, `const`,
 * `enum`, objects, arrays, limits, formats, simple patterns, `allOf`, the first of `anyOf` and `oneOf`, and local
 * references. Conditions (`if`, `not`, `dependent…`) are not looked at. Its size is bounded whatever the schema says;
 * the same schema always gives the same value.
 */
export function exampleOf(root: JsonObject): unknown {
  return new Example(root).value(root, { depth: 0, refs: new Set(['#']), variant: 0 });
}

class Example {
  readonly #resolver: SchemaResolver;
  #values = 0;

  constructor(root: JsonObject) {
    this.#resolver = new SchemaResolver(root);
  }

  value(schema: unknown, place: Place): unknown {
    this.#values += 1;
    if (schema === false || place.depth > DEEPEST || this.#values > MOST_VALUES) return null;
    const { schema: flat, refs } = this.#resolver.flatten(schema, place.refs);
    if (flat.const !== undefined) return flat.const;
    if (Array.isArray(flat.enum) && flat.enum.length > 0) return flat.enum[place.variant % flat.enum.length];
    const here: Place = { ...place, refs };
    switch (typeOf(flat)) {
      case 'object':
        return this.#object(flat, here);
      case 'array':
        return this.#array(flat, here);
      case 'integer':
        return numberExample(flat, true, place.variant);
      case 'number':
        return numberExample(flat, false, place.variant);
      case 'boolean':
        return place.variant % 2 === 0;
      case 'null':
        return null;
      default:
        return stringExample(flat, place.variant);
    }
  }

  #object(schema: FlatSchema, place: Place): JsonObject {
    const properties = isObject(schema.properties) ? schema.properties : {};
    const required = new Set(
      Array.isArray(schema.required) ? schema.required.filter((key) => typeof key === 'string') : [],
    );
    const below: Place = { ...place, depth: place.depth + 1 };
    const shown = Object.keys(properties).filter(
      (key) => required.has(key) || !isRecursive(properties[key], place.refs),
    );
    const others = [...required].filter((key) => !Object.hasOwn(properties, key));
    // fromEntries defines own members: a property named __proto__ is one like any other.
    return Object.fromEntries<unknown>([
      ...shown.map((key) => [key, this.value(properties[key], below)] as const),
      ...others.map((key) => [key, this.value(schema.additionalProperties, below)] as const),
    ]);
  }

  #array(schema: FlatSchema, place: Place): readonly unknown[] {
    const tuple: readonly unknown[] = firstList(schema.prefixItems, schema.items);
    const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
    const usual = tuple.length > 0 ? tuple.length : isRecursive(rest, place.refs) ? 0 : 1;
    const least = Math.max(count(schema.minItems, 0), usual);
    const length = Math.min(least, count(schema.maxItems, MOST_ITEMS), MOST_ITEMS);
    return Array.from({ length }, (_, index) =>
      this.value(index < tuple.length ? tuple[index] : rest, {
        refs: place.refs,
        depth: place.depth + 1,
        variant: index,
      }),
    );
  }
}

/** The type to show: the first one allowed that is not null, else what the other keywords are about. */
function typeOf(schema: FlatSchema): string {
  const types: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  const named = types.find((type) => typeof type === 'string' && type !== 'null');
  if (typeof named === 'string') return named;
  if (types.includes('null')) return 'null';
  const has = (...keywords: readonly string[]) => keywords.some((keyword) => Object.hasOwn(schema, keyword));
  if (has('properties', 'required', 'additionalProperties')) return 'object';
  if (has('items', 'prefixItems', 'minItems')) return 'array';
  if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')) return 'number';
  return 'string';
}

function count(value: unknown, fallback: number): number {
  return typeof value === 'number' && value >= 0 ? Math.floor(value) : fallback;
}

function firstList(...values: readonly unknown[]): readonly unknown[] {
  return values.find((value) => Array.isArray(value)) ?? [];
}
