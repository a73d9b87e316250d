/** A parsed JSON object from outside: nothing about its fields is known until it is checked. */
export type JsonObject = Readonly<Record<string, unknown>>;
