import type { JsonObject } from '../../json/json-object';

/** Paths of the options that a caller set of a provider's own tool; a mark of the cache is named with the others of the request. */
export function optionsIn(fields: JsonObject, at: string): readonly string[] {
  const names = Object.keys(fields).filter((name) => name !== 'cache_control' && isSet(fields[name]));
  return names.map((name) => `${at}.${name}`);
}

/** Whether an option says something. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
