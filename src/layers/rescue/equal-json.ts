import { isDeepStrictEqual } from 'node:util';

/** Whether two JSON values are the same, whatever the order of their keys. */
export function isEqualJson(one: unknown, other: unknown): boolean {
  return one !== undefined && isDeepStrictEqual(one, other);
}

/** The value of a JSON text; undefined where it is not one. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
