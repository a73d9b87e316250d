import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Engine } from '../../database/database';
import type { Migration, MigrationTables } from '../../database/migration';

/**
 * What migration 1008 is on SQLite, for a database that many processes write to at once.
 *
 * Rows of `ledger_noted_hours` are added and not changed by those that add to an hour, so that none waits for another's row: `whole` is 0
 * for a noting that has begun, 1 for one that is complete, and -1 for a growth. What came last counts (`noted-hours.ts`).
 *
 * Adding to hours shares a lock, which a noting takes alone when it begins: calls of a transaction that took it before are committed
 * and will be read, and one that takes it later sees the noting, and says that the hour has grown. It is taken before any row, or a
 * transaction that has the lock could wait for a row of one that waits for the lock.
 */
const STATEMENTS = [
  `create table ledger_noted_hours (id bigint generated always as identity primary key, hour bigint not null, whole integer not null,
    begun_at timestamptz not null default clock_timestamp())`,
  'create index ledger_noted_hours_hour on ledger_noted_hours (hour)',
  `create table ledger_hour_names (hour bigint not null, name text not null, key_id text not null,
    primary key (hour, name, key_id))`,
  `create function ledger_noted_hours_share() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(715224004);
      return null;
    end $$`,
  `create trigger ledger_noted_hours_share before insert or update on ledger_hours
    for each statement execute function ledger_noted_hours_share()`,
  `create function ledger_noted_hours_grow() returns trigger language plpgsql as $$
    begin
      insert into ledger_noted_hours (hour, whole)
        select hour, -1 from ledger_noted_hours where hour in (select hour from grown)
        group by hour having max(id) > coalesce(max(id) filter (where whole < 0), 0);
      return null;
    end $$`,
  ...['insert', 'update'].map(
    (change) => `create trigger ledger_noted_hours_grow_on_${change} after ${change} on ledger_hours
      referencing new table as grown for each statement execute function ledger_noted_hours_grow()`,
  ),
];

async function up(db: Kysely<MigrationTables>, engine: Engine): Promise<void> {
  if (engine !== 'postgres') return;
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** Which names were in calls of an hour and in no sum, on PostgreSQL: see `shared-hour-names.ts`. */
export const sharedHourNamesMigration: Migration = { number: 1009, name: 'shared_hour_names', up };
