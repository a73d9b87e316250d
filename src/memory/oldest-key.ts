/**
 * By map: goes on from its oldest entry. A new iterator would pass by the place of each entry that was removed since the map was
 * laid out anew: of 20,000 entries that takes 10 microseconds.
 */
const FROM_OLDEST = new WeakMap<ReadonlyMap<string, unknown>, MapIterator<string>>();

/**
 * The key of the entry that was set longest ago, for a map that lets go of it or sets it anew behind the others, as with each key
 * that this has given before.
 * @returns undefined where the map is empty
 */
export function oldestKey(map: ReadonlyMap<string, unknown>): string | undefined {
  const next = FROM_OLDEST.get(map)?.next();
  if (next !== undefined && next.done !== true) return next.value;
  const keys = map.keys();
  FROM_OLDEST.set(map, keys);
  return keys.next().value;
}
