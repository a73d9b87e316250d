import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Engine } from './database';
import type { Migration, MigrationTables } from './migration';

/** Whether there is a `schema_migrations` that queries without a schema find. */
const HAS_MIGRATIONS: Readonly<Record<Engine, string>> = {
  sqlite: `select count(*) as found from sqlite_master where type = 'table' and name = 'schema_migrations'`,
  postgres: `select (to_regclass('schema_migrations') is not null)::int as found`,
};

/** Lets one process at a time migrate, until its transaction ends; SQLite has one writer anyway. The number is ours. */
const LOCK: Readonly<Record<Engine, string | undefined>> = {
  sqlite: undefined,
  postgres: 'select pg_advisory_xact_lock(715224001)',
};

/**
 * Brings the schema up to date, all missing steps in one transaction, in the order of their numbers. Several processes may start at once: one works,
 * the others wait and find it done. Steps that this release does not know were made by a newer one, and are left alone.
 */
export async function runMigrations(
  db: Kysely<MigrationTables>,
  engine: Engine,
  migrations: readonly Migration[],
): Promise<void> {
  if (await isUpToDate(db, engine, migrations)) return;
  await db.transaction().execute(async (transaction) => {
    const lock = LOCK[engine];
    if (lock !== undefined) await sql.raw(lock).execute(transaction);
    await sql`create table if not exists schema_migrations (
      number integer not null primary key, name text not null, at text not null
    )`.execute(transaction);
    const done = await numbersDone(transaction);
    for (const { number, name, up } of inOrder(migrations)) {
      if (done.has(number)) continue;
      await up(transaction, engine);
      const at = new Date().toISOString();
      await transaction.insertInto('schema_migrations').values({ number, name, at }).execute();
    }
  });
}

async function isUpToDate(
  db: Kysely<MigrationTables>,
  engine: Engine,
  migrations: readonly Migration[],
): Promise<boolean> {
  const { rows } = await sql.raw<{ found: number }>(HAS_MIGRATIONS[engine]).execute(db);
  if (rows[0]?.found !== 1) return false;
  const done = await numbersDone(db);
  return migrations.every(({ number }) => done.has(number));
}

async function numbersDone(db: Kysely<MigrationTables>): Promise<ReadonlySet<number>> {
  const rows = await db.selectFrom('schema_migrations').select('number').execute();
  return new Set(rows.map(({ number }) => number));
}

function inOrder(migrations: readonly Migration[]): readonly Migration[] {
  const sorted = [...migrations].sort((one, other) => one.number - other.number);
  const twice = sorted.find(({ number }, at) => number === sorted[at + 1]?.number);
  if (twice !== undefined) throw new Error(`Two steps of the schema have the number ${twice.number}.`);
  return sorted;
}
