/**
 * A table that is asked with words from outside: a caller's, or a provider's. A plain object would have an answer to `toString` and
 * `constructor`, which it inherits.
 */
export function lookup<Value>(entries: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.freeze(Object.assign(Object.create(null) as Record<string, Value>, entries));
}

/** The same for a table that is a plain object: what it has itself under a word from outside. */
export function entryOf<Value>(
  table: Readonly<Record<string, Value>> | undefined,
  word: unknown,
): Value | undefined {
  return table !== undefined && typeof word === 'string' && Object.hasOwn(table, word)
    ? table[word]
    : undefined;
}
