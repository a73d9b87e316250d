import { notAllowed } from './field-checks';
import type { Page, PageRequest } from './registry-admin';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const CURSOR = /^[\x21-\x7e]{1,512}$/;

/** Where a page begins and how long it is. */
export interface PageWindow {
  readonly limit: number;
  /** The id of the last record of the page before; the empty text for the first page. */
  readonly after: string;
}

/** @throws GatewayError INVALID_REQUEST with `param` */
export function windowOf({ limit = DEFAULT_LIMIT, cursor }: PageRequest = {}): PageWindow {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw notAllowed('limit', `The limit must be a whole number from 1 to ${MAX_LIMIT}.`);
  }
  if (cursor === undefined) return { limit, after: '' };
  const after = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!CURSOR.test(after))
    throw notAllowed('cursor', "The cursor must be the 'next_cursor' of the page before.");
  return { limit, after };
}

/**
 * Makes a page.
 * @param records those behind the window's beginning, one more than its limit where there are more
 */
export function pageOf<T>(
  records: readonly T[],
  { limit }: PageWindow,
  idOf: (record: T) => string,
): Page<T> {
  const data = records.slice(0, limit);
  const last = data.at(-1);
  const more = records.length > limit && last !== undefined;
  return { data, next_cursor: more ? Buffer.from(idOf(last)).toString('base64url') : null };
}

/**
 * A page of records of which the stored ones come first, in the order of ids, and then those of the provider file.
 * @param stored answers with at most so many stored records behind an id
 * @param ofFile the file's records; their ids begin with `file:`
 */
export async function pageOfBoth<T extends { readonly id: string }>(
  window: PageWindow,
  stored: (after: string, rows: number) => Promise<readonly T[]>,
  ofFile: readonly T[],
): Promise<Page<T>> {
  const wanted = window.limit + 1;
  const inFile = window.after.startsWith('file:');
  const first = inFile ? [] : await stored(window.after, wanted);
  const behind = ofFile.findIndex(({ id }) => id === window.after) + 1;
  const rest = ofFile.slice(behind, behind + wanted - first.length);
  return pageOf([...first, ...rest], window, ({ id }) => id);
}
