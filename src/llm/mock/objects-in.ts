import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/** The objects of a list; nothing where it is not a list. */
export function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
