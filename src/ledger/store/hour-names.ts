import { setImmediate as turn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from '../../database/database';
import { firstIdAt } from './call-id-time';
import type { LedgerTables } from './ledger-tables';
import { NAMES_OF_CALLS, pendingHours } from './noted-hours';
import { noteOneSharedHour } from './shared-hour-names';
import { HOUR_MS, hourOf } from '../utc-hours';

/** Calls of so long are read by one statement. */
const SLICE_MS = 5 * 60_000;

/**
 * Notes which names the calls of the latest hour that is over and not noted have beside those in its sums: models that were asked for
 * and that served, and what their keys were called. A search by such a name then reads the hours that have it.
 * @param from milliseconds since 1970: rows before it are about to be deleted
 * @returns whether there are more such hours
 */
export async function noteOneHour(
  database: Database<LedgerTables>,
  from: number,
  now: number,
): Promise<boolean> {
  if (database.engine !== 'sqlite') return noteOneSharedHour(database, from, now);
  const pending = await database.read((db) => pendingHours(db, from, now));
  const [hour] = pending;
  if (hour === undefined) return false;
  await database.write(async (db) => {
    await sql`delete from ledger_hour_names where hour < ${sql.lit(hourOf(from))}`.execute(db);
    await sql`delete from ledger_noted_hours where hour < ${sql.lit(hourOf(from))}`.execute(db);
    await sql`insert or replace into ledger_noted_hours values (${sql.lit(hour)}, 0)`.execute(db);
  }, NOT_DURABLE);
  for (let at = hour; at < hour + HOUR_MS; at += SLICE_MS) {
    await database.write((db) => noteSlice(db, hour, at), NOT_DURABLE);
    await turn();
  }
  // Of an hour that has grown meanwhile the row is gone.
  await database.write(
    (db) => sql`update ledger_noted_hours set whole = 1 where hour = ${sql.lit(hour)}`.execute(db),
    NOT_DURABLE,
  );
  return pending.length > 1;
}

/** It can be noted again. */
const NOT_DURABLE = { durable: false };

async function noteSlice(db: Kysely<LedgerTables>, hour: number, from: number): Promise<void> {
  const until = from + SLICE_MS;
  const [first, end] = [firstIdAt(from), firstIdAt(until)];
  const columns = sql`key_id, key_name, model_asked, model_served`;
  const began = sql`started_at >= ${sql.lit(from)} and started_at < ${sql.lit(until)}`;
  // Nearly all calls have the time in their ids at which they began: these are read in their order, and the others by the index of times.
  await sql`insert or ignore into ledger_hour_names
    with calls as materialized (
      select distinct ${columns} from (
        select ${columns} from ledger_calls where call_id >= ${first} and call_id < ${end} and +${began}
        union all
        select ${columns} from ledger_calls where ${began} and (+call_id < ${first} or +call_id >= ${end})))
    select ${sql.lit(hour)}, name, key_id from (${NAMES_OF_CALLS})`.execute(db);
}
