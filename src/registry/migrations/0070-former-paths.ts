import { sql } from 'kysely';
import type { Migration } from '../../database/migration';

/** Where groups were before they were moved or renamed: what was used there counts for their budgets. */
export const formerPathsMigration: Migration = {
  number: 70,
  name: 'former-paths',
  up: async (db) => {
    await sql`alter table key_groups add column former_paths text`.execute(db);
  },
};
