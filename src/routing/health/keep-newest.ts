import { oldestKey } from '../../memory/oldest-key';

/** Sets an entry of a map that is in the order of setting, and lets the oldest go where there are too many. */
export function keepNewest<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= most) return;
  const oldest = oldestKey(map);
  if (oldest !== undefined) map.delete(oldest);
}
