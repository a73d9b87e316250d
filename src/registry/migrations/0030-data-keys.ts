import { sql } from 'kysely';
import type { Migration } from '../../database/migration';

/** Keys that other stored things encrypt under, sealed by the vault. */
export const dataKeysMigration: Migration = {
  number: 30,
  name: 'data keys',
  up: async (db) => {
    await sql`create table data_keys (name text not null primary key, sealed text not null)`.execute(db);
  },
};
