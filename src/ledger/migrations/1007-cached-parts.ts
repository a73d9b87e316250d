import { sql } from 'kysely';
import type { Migration } from '../../database/migration';

/** Sounds and pictures that a cache held, in sums: their calls together are billed as they are one by one. */
export const cachedPartsMigration: Migration = {
  number: 1007,
  name: 'cached_parts',
  up: async (db) => {
    for (const table of ['ledger_hours', 'ledger_days']) {
      for (const column of ['cached_audio_tokens', 'cached_image_tokens']) {
        // With a constant for a default no row is written, however many there are.
        await sql`alter table ${sql.table(table)} add column ${sql.ref(column)} bigint not null default 0`.execute(
          db,
        );
      }
    }
  },
};
