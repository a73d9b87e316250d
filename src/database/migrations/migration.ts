import type { Kysely } from 'kysely';
import type { Engine } from '../database';
import type { Tables } from '../tables';

/**
 * One step of the schema. Steps only add (tables, columns with defaults, indexes): an older replica keeps working on the
 * newer schema while a release is rolled out. A step that was released is never changed.
 */
export interface Migration {
  /** Counts from 1 without gaps. */
  readonly number: number;
  readonly name: string;
  readonly up: (db: Kysely<Tables>, engine: Engine) => Promise<void>;
}
