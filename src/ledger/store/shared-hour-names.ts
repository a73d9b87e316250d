import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../../database/database';
import type { LedgerTables } from './ledger-tables';
import { NAMES_OF_CALLS, pendingHours } from './noted-hours';
import { HOUR_MS, hourOf } from '../utc-hours';

/** Calls that one statement reads, about: a statement has seconds. */
const CALLS_AT_ONCE = 20_000;
/** The shortest time whose calls one statement reads. */
const LEAST_SLICE_MS = 5_000;
/** Waits for those that add to hours (migration 1009), and holds them off until its transaction ends. */
const LOCK = sql`select pg_advisory_xact_lock(715224004)`;

/**
 * `noteOneHour` on PostgreSQL, where other processes add to hours and note them at the same time.
 * @returns whether there is more to do, as far as no other process does it
 */
export async function noteOneSharedHour(
  database: Database<LedgerTables>,
  from: number,
  now: number,
): Promise<boolean> {
  const isForgetting = await forgetOneHour(database, hourOf(from));
  const pending = await database.read((db) => pendingHours(db, from, now));
  const [hour] = pending;
  if (hour === undefined) return isForgetting;
  const noting = await database.write((db) => begin(db, hour));
  if (noting === undefined) return isForgetting;
  const sliceMs = await database.read((db) => sliceOf(db, hour));
  for (let at = hour; at < hour + HOUR_MS; at += sliceMs) {
    const until = Math.min(at + sliceMs, hour + HOUR_MS);
    await database.write((db) => noteSlice(db, hour, at, until));
  }
  await database.write((db) => complete(db, hour, noting));
  return isForgetting || pending.length > 1;
}

/**
 * Calls that were added to the hour before are committed from now on, and those that are added later undo the noting.
 * @returns its number; undefined where another process has begun a moment ago
 */
async function begin(db: Transaction<LedgerTables>, hour: number): Promise<string | undefined> {
  await LOCK.execute(db);
  const { rows } = await sql<{ id: string }>`insert into ledger_noted_hours (hour, whole)
    select ${sql.lit(hour)}, 0 where not exists (select 1 from ledger_noted_hours
      where hour = ${sql.lit(hour)} and whole = 0 and begun_at > clock_timestamp() - interval '1 minute')
    returning id`.execute(db);
  return rows[0]?.id;
}

/** How long a time one statement reads. */
async function sliceOf(db: Kysely<LedgerTables>, hour: number): Promise<number> {
  const { rows } = await sql<{ calls: unknown }>`select sum(calls) as calls from ledger_hours
    where hour = ${sql.lit(hour)}`.execute(db);
  const parts = Math.max(1, Math.ceil(Number(rows[0]?.calls ?? 0) / CALLS_AT_ONCE));
  return Math.max(LEAST_SLICE_MS, Math.ceil(HOUR_MS / parts));
}

/** In one order: two processes that add the same names in different ones would wait for each other. */
async function noteSlice(
  db: Transaction<LedgerTables>,
  hour: number,
  from: number,
  until: number,
): Promise<void> {
  await sql`insert into ledger_hour_names (hour, name, key_id)
    with calls as materialized (
      select distinct key_id, key_name, model_asked, model_served from ledger_calls
      where started_at >= ${sql.lit(from)} and started_at < ${sql.lit(until)})
    select ${sql.lit(hour)}, name, key_id from (${NAMES_OF_CALLS}) as names
    order by name, key_id
    on conflict do nothing`.execute(db);
}

/** What was noted of the hour before is of no use any more. Growth since the noting began stays, and has the hour noted again. */
async function complete(db: Transaction<LedgerTables>, hour: number, noting: string): Promise<void> {
  await LOCK.execute(db);
  await sql`update ledger_noted_hours set whole = 1 where id = ${noting}`.execute(db);
  await sql`delete from ledger_noted_hours where hour = ${sql.lit(hour)} and id < ${noting}`.execute(db);
}

/** The oldest of the hours whose rows are gone. @returns whether there was one */
async function forgetOneHour(database: Database<LedgerTables>, before: number): Promise<boolean> {
  const { rows } = await database.read((db) =>
    sql<{
      hour: unknown;
    }>`select min(hour) as hour from ledger_noted_hours where hour < ${sql.lit(before)}`.execute(db),
  );
  const oldest = rows[0]?.hour ?? null;
  if (oldest === null) return false;
  const hour = sql.lit(Number(oldest));
  await database.write(async (db) => {
    await sql`delete from ledger_hour_names where hour = ${hour}`.execute(db);
    await sql`delete from ledger_noted_hours where hour = ${hour}`.execute(db);
  });
  return true;
}
