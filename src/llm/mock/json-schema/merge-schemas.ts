import type { JsonObject } from '../../../json/json-object';
import { isObject } from '../../../json/json-object';

const LOWER_BOUNDS: ReadonlySet<string> = new Set([
  'minimum',
  'exclusiveMinimum',
  'minLength',
  'minItems',
  'minProperties',
]);
const UPPER_BOUNDS: ReadonlySet<string> = new Set([
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'maxProperties',
]);

type Entry = readonly [string, unknown];

/** One schema that asks for what both ask for; where a keyword cannot be combined, the second one's counts. */
export function mergeSchemas(first: JsonObject, second: JsonObject): JsonObject {
  const added = Object.entries(second).map(([keyword, value]): Entry => [
    keyword,
    Object.hasOwn(first, keyword) ? combined(keyword, first[keyword], value) : value,
  ]);
  return { ...first, ...Object.fromEntries(added) };
}

function combined(keyword: string, first: unknown, second: unknown): unknown {
  if (typeof first === 'number' && typeof second === 'number') {
    if (LOWER_BOUNDS.has(keyword)) return Math.max(first, second);
    if (UPPER_BOUNDS.has(keyword)) return Math.min(first, second);
  }
  if (keyword === 'required') return [...new Set([...list(first), ...list(second)])];
  if (keyword === 'enum' || keyword === 'type') return common(list(first), list(second));
  if (keyword === 'properties' && isObject(first) && isObject(second)) return members(first, second);
  return second;
}

function common(first: readonly unknown[], second: readonly unknown[]): readonly unknown[] {
  const both = first.filter((item) => second.includes(item));
  return both.length > 0 ? both : second;
}

function members(first: JsonObject, second: JsonObject): JsonObject {
  const added = Object.entries(second).map(([key, schema]): Entry => [
    key,
    Object.hasOwn(first, key) ? { allOf: [first[key], schema] } : schema,
  ]);
  return { ...first, ...Object.fromEntries(added) };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
