/** A parsed JSON object from outside: nothing about its fields is known until it is checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value from outside is an object, or an array, whose fields can be looked at. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
