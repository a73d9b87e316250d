import { isObject } from './json-object';
import type { JsonObject } from './json-object';

/** Parses a text as a JSON object; undefined when it is not one. Numbers that JavaScript cannot hold are rounded: see exact-json.ts. */
export function parsedObject(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
