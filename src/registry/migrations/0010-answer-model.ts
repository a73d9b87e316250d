import { sql } from 'kysely';
import type { Migration } from '../../database/migration';

/** What an answer calls its model can be said with each assignment. */
export const answerModelMigration: Migration = {
  number: 10,
  name: 'answer-model',
  up: async (db) => {
    await sql`alter table assignments add column answer_model text`.execute(db);
  },
};
