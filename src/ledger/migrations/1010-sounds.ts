import { sql } from 'kysely';
import type { Migration } from '../../database/migration';

/** Seconds of sounds and characters of spoken texts, which some providers bill in place of tokens. */
export const soundsMigration: Migration = {
  number: 1010,
  name: 'sounds',
  up: async (db) => {
    for (const table of ['ledger_calls', 'ledger_hours', 'ledger_days']) {
      for (const column of ['audio_seconds', 'characters']) {
        // With a constant for a default no row is written, however many there are.
        await sql`alter table ${sql.table(table)} add column ${sql.ref(column)} bigint not null default 0`.execute(
          db,
        );
      }
    }
  },
};
