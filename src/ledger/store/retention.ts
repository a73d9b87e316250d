import { sql } from 'kysely';
import type { Database } from '../../database/database';
import { DayPartitions } from './day-partitions';
import type { LedgerTables } from './ledger-tables';
import { DAY_MS, dayOf, HOUR_MS } from '../utc-hours';

/** Few enough to hold up no other write for long. */
const ROWS_AT_ONCE = 2_000;

/** For how many days what is kept. */
export interface RetentionDays {
  readonly rows: number;
  readonly sums: number;
}

/** The day before whose beginning (UTC) sums are deleted: whole days, so that those of days and of hours agree. */
export function sumsFrom({ sums }: RetentionDays, now: number): number {
  return dayOf(now - sums * DAY_MS);
}

/** Deletes what is too old, a small batch at a time. @returns whether there may be more */
export async function deleteOld(
  database: Database<LedgerTables>,
  days: RetentionDays,
  now: number,
): Promise<boolean> {
  const rowsBefore = now - days.rows * DAY_MS;
  const sumsBefore = sumsFrom(days, now);
  let more = false;
  if (database.engine === 'postgres') await new DayPartitions().drop(database, rowsBefore);
  else more = await deleteCalls(database, rowsBefore);
  more = (await deleteSums(database, sumsBefore)) || more;
  return (await deleteRefusals(database, sumsBefore)) || more;
}

async function deleteCalls(database: Database<LedgerTables>, before: number): Promise<boolean> {
  const [deleted] = await database.write((db) =>
    db
      .deleteFrom('ledger_calls')
      .where('call_id', 'in', (query) =>
        query
          .selectFrom('ledger_calls')
          .select('call_id')
          .where('started_at', '<', before)
          .limit(ROWS_AT_ONCE),
      )
      .execute(),
  );
  return Number(deleted?.numDeletedRows ?? 0) === ROWS_AT_ONCE;
}

/** Deletes the sums of the oldest hour, and of its day: however many sums there are, one hour has few. */
async function deleteSums(database: Database<LedgerTables>, before: number): Promise<boolean> {
  const { rows } = await database.read((db) =>
    sql<{ hour: unknown }>`select min(hour) as hour from ledger_hours where hour < ${before}`.execute(db),
  );
  const oldest = rows[0]?.hour ?? null;
  if (oldest === null) return false;
  const hour = Number(oldest);
  await database.write(async (db) => {
    const day = dayOf(hour);
    await db.deleteFrom('ledger_summed_days').where('day', '=', day).execute();
    await db.deleteFrom('ledger_days').where('day', '=', day).execute();
    await db
      .deleteFrom('ledger_hours')
      .where('hour', '>=', hour)
      .where('hour', '<', hour + HOUR_MS)
      .execute();
  });
  return true;
}

async function deleteRefusals(database: Database<LedgerTables>, before: number): Promise<boolean> {
  const [deleted] = await database.write((db) =>
    db
      .deleteFrom('ledger_refusals')
      .where('id', 'in', (query) =>
        query.selectFrom('ledger_refusals').select('id').where('hour', '<', before).limit(ROWS_AT_ONCE),
      )
      .execute(),
  );
  return Number(deleted?.numDeletedRows ?? 0) === ROWS_AT_ONCE;
}
