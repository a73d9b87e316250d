import { isDeepStrictEqual } from 'node:util';

/** Whether two JSON values are the same, whatever the order of their keys. */
export function isEqualJson(one: unknown, other: unknown): boolean {
  return one !== undefined && isDeepStrictEqual(one, other);
}
