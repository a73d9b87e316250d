import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Migration, MigrationTables } from '../../database/migration';

async function up(db: Kysely<MigrationTables>): Promise<void> {
  // Nothing was ever written into the one of the step before.
  await sql`drop table budget_alerts`.execute(db);
  await sql`create table budget_alerts (
    budget text not null,
    share text not null,
    expires_at bigint not null,
    primary key (budget, share))`.execute(db);
  await sql`create index budget_alerts_expires_at on budget_alerts (expires_at)`.execute(db);
}

/** Of which shares of budgets was told, and until when that counts. */
export const budgetAlertsMigration: Migration = { number: 1003, name: 'budget_alerts', up };
