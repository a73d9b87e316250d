import { isObject } from './json-object';
import type { JsonObject } from './json-object';

/** The objects of a list; nothing where it is not a list. */
export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
