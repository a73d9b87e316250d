import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Migration, MigrationTables } from '../../database/migration';

async function up(db: Kysely<MigrationTables>): Promise<void> {
  await sql`create table budget_leases (
    budget text not null,
    holder text not null,
    amount double precision not null,
    expires_at bigint not null,
    primary key (budget, holder))`.execute(db);
  await sql`create table budget_alerts (
    budget text not null,
    share text not null,
    told_at bigint not null,
    primary key (budget, share))`.execute(db);
  await sql`create index budget_alerts_told_at on budget_alerts (told_at)`.execute(db);
}

/** What replicas may use of budgets before they ask again, and of which shares was told. */
export const budgetLeasesMigration: Migration = { number: 1002, name: 'budget_leases', up };
