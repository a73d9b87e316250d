import { sql } from 'kysely';
import type { Migration } from '../../database/migration';

/** What keys and groups let be captured, sealed. */
export const capturesMigration: Migration = {
  number: 3001,
  name: 'captures',
  up: async (db) => {
    await sql`create table captures (
      call_id text not null primary key,
      key_id text not null,
      captured_at bigint not null,
      expires_at bigint not null,
      sealed text not null
    )`.execute(db);
    await sql`create index captures_expiry on captures (expires_at)`.execute(db);
  },
};
