import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { LedgerTables } from '../store/ledger-tables';

/** More calls of a key than these SQLite sorts later than it walks all calls in order. */
const MANY_CALLS = 10_000;

/** Calls of a key among which a page is, on SQLite. */
export interface KeyPageAsked {
  readonly keyId: string;
  /** Times between which they began, in milliseconds since 1970. */
  readonly since: number;
  readonly until: number;
  /** Whether the latest come first. */
  readonly latestFirst: boolean;
  /** Ids between which theirs are. */
  readonly after: string | undefined;
  readonly before: string | undefined;
  /** How many are wanted; undefined where not every call of the key is. */
  readonly limit: number | undefined;
  /** How far the time in an id may be from the one at which its call began. */
  readonly skewMs: number;
}

/** Times between which the calls of a page began. */
export interface KeyPage {
  readonly since: number;
  readonly until: number;
  /** Whether the calls of the key in between are better found in the order of all calls than by the key's index. */
  readonly isWalked: boolean;
}

/**
 * Where a page of a key's calls is: a key may have called much, and not since. Walking all calls to it, or sorting all of its own,
 * takes seconds among millions.
 * @returns undefined where there are none
 */
export async function keyPage(db: Kysely<LedgerTables>, asked: KeyPageAsked): Promise<KeyPage | undefined> {
  const { keyId, latestFirst, after = '', before, limit, skewMs } = asked;
  const order = sql.raw(latestFirst ? 'desc' : 'asc');
  const inside = (since: number, until: number) => sql`from ledger_calls where key_id = ${keyId}
    and started_at >= ${sql.lit(since)} and started_at < ${sql.lit(until)}
    and call_id > ${after} ${before === undefined ? sql`` : sql`and call_id < ${before}`}`;
  const time = async (offset: number): Promise<number | undefined> => {
    const { rows } = await sql<{ at: number }>`select started_at as at ${inside(asked.since, asked.until)}
      order by started_at ${order} limit 1 offset ${sql.lit(offset)}`.execute(db);
    return rows[0]?.at;
  };
  const first = await time(0);
  if (first === undefined) return undefined;
  const last = limit === undefined ? undefined : await time(limit - 1);
  // In the order of their ids others may be among them: those whose ids are no further off.
  const [since, until] = latestFirst
    ? [Math.max(asked.since, (last ?? 0) - 2 * skewMs), Math.min(asked.until, first + 1)]
    : [
        Math.max(asked.since, first),
        Math.min(asked.until, (last ?? Number.MAX_SAFE_INTEGER - 2 * skewMs) + 2 * skewMs + 1),
      ];
  const { rows } = await sql`select 1 ${inside(since, until)} limit 1 offset ${sql.lit(MANY_CALLS)}`.execute(
    db,
  );
  return { since, until, isWalked: rows.length > 0 };
}
