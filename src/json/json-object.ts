/** A parsed JSON object from outside: nothing about its fields is known until it is checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value from outside is a JSON object. An array is not one. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
