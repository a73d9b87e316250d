import { isObject } from '../../json/json-object';

/** Where a group was, until it was moved or renamed. */
export interface FormerPath {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Of more moves the first are forgotten. */
const MAX_KEPT = 64;

/** The stored places of a group that leaves one of them now. @param at as it is stored */
export function withFormerPath(stored: string | null, path: string, at: string): string {
  return JSON.stringify([...formerPathsIn(stored), { path, until: Date.parse(at) }].slice(-MAX_KEPT));
}

/** The same as it is stored, read again. */
export function formerPathsIn(stored: string | null): readonly FormerPath[] {
  if (stored === null) return NONE;
  const list: unknown = JSON.parse(stored);
  return Array.isArray(list) ? list.filter(isFormerPath) : NONE;
}

const NONE: readonly FormerPath[] = Object.freeze([]);

function isFormerPath(value: unknown): value is FormerPath {
  return isObject(value) && typeof value['path'] === 'string' && typeof value['until'] === 'number';
}
