import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Migration, MigrationTables } from '../../database/migration';

const ADDED: Readonly<Record<string, readonly string[]>> = {
  ledger_calls: ['image_output_tokens', 'images'],
  ledger_hours: ['image_output_tokens', 'images', 'billed_attempts'],
  ledger_days: ['image_output_tokens', 'images', 'billed_attempts'],
};

async function up(db: Kysely<MigrationTables>): Promise<void> {
  for (const [table, columns] of Object.entries(ADDED)) {
    for (const column of columns) {
      // With a constant for a default no row is written, however many there are.
      await sql`alter table ${sql.table(table)} add column ${sql.ref(column)} bigint not null default 0`.execute(
        db,
      );
    }
  }
}

/** Pictures that were made, and how many attempts a price by the call is multiplied with. */
export const picturesMigration: Migration = { number: 1006, name: 'pictures', up };
