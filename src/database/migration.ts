import type { Kysely } from 'kysely';
import type { Engine } from './database';

/** Which steps were taken. */
export interface MigrationTables {
  schema_migrations: { number: number; name: string; at: string };
}

/**
 * One step of the schema. Steps only add (tables, columns with defaults, indexes): an older replica keeps working on the
 * newer schema while a release is rolled out. A step that was released is never changed.
 */
export interface Migration {
  /** Its place among all steps of the database, whichever stored thing they belong to. No number is used twice. */
  readonly number: number;
  readonly name: string;
  readonly up: (db: Kysely<MigrationTables>, engine: Engine) => Promise<void>;
}
