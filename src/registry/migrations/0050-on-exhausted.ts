import { sql } from 'kysely';
import type { Migration } from '../../database/migration';

/** What becomes of calls when a budget is used up, in place of a refusal. */
export const onExhaustedMigration: Migration = {
  number: 50,
  name: 'on-exhausted',
  up: async (db) => {
    await sql`alter table budgets add column on_exhausted text`.execute(db);
  },
};
