import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { wrongField } from '../../errors/invalid-field';

/*
 * Readers of one field of a request, for every door's wire: a field that is absent or null is undefined, one of another
 * type is refused, naming its path.
 */

/** A text. @throws GatewayError INVALID_REQUEST naming `at` */
export function optionalText(value: unknown, at: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw wrongField(at, 'must be a text');
}

/** A text that is not empty. @throws GatewayError INVALID_REQUEST naming `at` */
export function neededText(value: unknown, at: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrongField(at, 'must be a text');
}

/** A text, which may be empty. @throws GatewayError INVALID_REQUEST naming `at` */
export function anyText(value: unknown, at: string): string {
  if (typeof value === 'string') return value;
  throw wrongField(at, 'must be a text');
}

/** A number. @throws GatewayError INVALID_REQUEST naming `at` */
export function optionalNumber(value: unknown, at: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value;
  throw wrongField(at, 'must be a number');
}

/** A whole number above 0. @throws GatewayError INVALID_REQUEST naming `at` */
export function optionalCount(value: unknown, at: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw wrongField(at, 'must be a whole number above 0');
}

/** True or false. @throws GatewayError INVALID_REQUEST naming `at` */
export function optionalFlag(value: unknown, at: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw wrongField(at, 'must be true or false');
}

/** An object. @throws GatewayError INVALID_REQUEST naming `at` */
export function optionalObject(value: unknown, at: string): JsonObject | undefined {
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) return value;
  throw wrongField(at, 'must be an object');
}

/** An object. @throws GatewayError INVALID_REQUEST naming `at` */
export function neededObject(value: unknown, at: string): JsonObject {
  if (isObject(value)) return value;
  throw wrongField(at, 'must be an object');
}

/** A list of objects. @throws GatewayError INVALID_REQUEST naming `at`, or the entry that is not an object */
export function objectList(value: unknown, at: string): JsonObject[] {
  if (!Array.isArray(value)) throw wrongField(at, 'must be a list');
  return value.map((entry: unknown, index) => neededObject(entry, `${at}.${index}`));
}
