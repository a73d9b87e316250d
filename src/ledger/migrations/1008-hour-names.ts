import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Engine } from '../../database/database';
import type { Migration, MigrationTables } from '../../database/migration';

/**
 * An hour that grows is noted anew. The database itself sees to that, and not the code that adds to hours: an older release that
 * writes to the file in between knows nothing of names.
 */
const STATEMENTS = [
  'create table ledger_noted_hours (hour integer not null primary key, whole integer not null)',
  `create table ledger_hour_names (hour integer not null, name text not null, key_id text not null,
    primary key (hour, name, key_id)) without rowid`,
  ...['insert', 'update'].map(
    (change) => `create trigger ledger_noted_hours_grow_on_${change} after ${change} on ledger_hours begin
      delete from ledger_noted_hours where hour = new.hour;
    end`,
  ),
];

async function up(db: Kysely<MigrationTables>, engine: Engine): Promise<void> {
  if (engine !== 'sqlite') return;
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

/** Which names were in calls of an hour and in no sum, on SQLite: see `hour-names.ts`. */
export const hourNamesMigration: Migration = { number: 1008, name: 'hour_names', up };
