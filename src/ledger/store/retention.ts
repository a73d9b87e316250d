import type { Database } from '../../database/database';
import { DayPartitions } from './day-partitions';
import type { LedgerTables } from './ledger-tables';

const DAY_MS = 86_400_000;
/** Few enough to hold up no other write for long. */
const ROWS_AT_ONCE = 2_000;

/** For how many days what is kept. */
export interface RetentionDays {
  readonly rows: number;
  readonly sums: number;
}

/** Deletes what is too old, a small batch at a time. @returns whether there may be more */
export async function deleteOld(
  database: Database<LedgerTables>,
  days: RetentionDays,
  now: number,
): Promise<boolean> {
  const rowsBefore = now - days.rows * DAY_MS;
  const sumsBefore = now - days.sums * DAY_MS;
  let more = false;
  if (database.engine === 'postgres') await new DayPartitions().drop(database, rowsBefore);
  else more = await deleteCalls(database, rowsBefore);
  const [sums] = await database.write((db) =>
    db.deleteFrom('ledger_hours').where('hour', '<', sumsBefore).execute(),
  );
  await database.write((db) => db.deleteFrom('ledger_refusals').where('hour', '<', sumsBefore).execute());
  return more || Number(sums?.numDeletedRows ?? 0) > ROWS_AT_ONCE;
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
