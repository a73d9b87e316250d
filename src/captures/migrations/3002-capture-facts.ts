import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Engine } from '../../database/database';
import type { Migration, MigrationTables } from '../../database/migration';

async function up(db: Kysely<MigrationTables>, engine: Engine): Promise<void> {
  for (const column of ['key_name', 'group_path', 'door', 'model', 'ended']) {
    await sql`alter table captures add column ${sql.id(column)} text not null default ''`.execute(db);
  }
  await sql`alter table captures add column status integer not null default 0`.execute(db);
  // SQLite keeps a row's content before the columns that are added here: a list is read from the index alone. PostgreSQL keeps
  // content elsewhere, and takes no long texts into an index.
  const facts =
    engine === 'sqlite' ? ', key_id, key_name, group_path, door, model, status, ended, expires_at' : '';
  await sql`create index captures_listed on captures (captured_at, call_id${sql.raw(facts)})`.execute(db);
}

/** Whose calls the content is of, and how they ended: what a list of them shows. */
export const captureFactsMigration: Migration = { number: 3002, name: 'capture_facts', up };
