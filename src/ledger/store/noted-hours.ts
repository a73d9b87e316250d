import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { LedgerTables } from './ledger-tables';
import { DAY_MS, hourOf } from '../utc-hours';

/** After its end an hour is left for so long to calls that began in it. What comes later has it noted again. */
const SETTLE_MS = 10 * 60_000;
/** How far back one look for hours goes. */
const DAYS_BACK = 3_650;

/** Of an hour's rows: on SQLite it has one, which goes when it grows; on PostgreSQL it may have several (migration 1009). */
const IS_NOTED = sql`max(whole) = 1 and min(whole) >= 0`;

/** Selects the names that the rows of `calls` have beside those in sums, each with its key. */
export const NAMES_OF_CALLS = sql`select key_name as name, key_id from calls
  union select model_asked, key_id from calls
  union select model_served, key_id from calls where model_served is not null`;

/** Selects those of some hours whose names are all noted. @param hours a list, or what selects them */
export function notedHours(hours: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select hour from ledger_noted_hours where hour in (${hours}) group by hour having ${IS_NOTED}`;
}

/**
 * The hours that are over and not noted: two of them at most, the latest first.
 * @param from milliseconds since 1970: rows before it are about to be deleted
 */
export async function pendingHours(
  db: Kysely<LedgerTables>,
  from: number,
  now: number,
): Promise<readonly number[]> {
  const first = Math.max(hourOf(from), hourOf(now - DAYS_BACK * DAY_MS));
  const end = hourOf(now - SETTLE_MS);
  const { rows } = await sql<{ hour: unknown }>`with recursive hours(hour) as (
      select max(hour) from ledger_hours where hour < ${sql.lit(end)}
      union all
      select (select max(hour) from ledger_hours where hour < hours.hour) from hours where hours.hour >= ${sql.lit(first)})
    select hour from hours where hour >= ${sql.lit(first)}
      and not exists (select 1 from ledger_noted_hours noted where noted.hour = hours.hour group by noted.hour having ${IS_NOTED})
    limit 2`.execute(db);
  return rows.map(({ hour }) => Number(hour));
}
