import { isObject } from './json-object';
import type { JsonObject } from './json-object';
import { parsedJson } from './parsed-json';

/** Parses a text as a JSON object, as {@link parsedJson} does; undefined when it is not one. */
export function parsedObject(json: string): JsonObject | undefined {
  const value = parsedJson(json);
  return isObject(value) ? value : undefined;
}
