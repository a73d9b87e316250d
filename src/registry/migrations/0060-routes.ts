import { sql } from 'kysely';
import type { Migration } from '../../database/migration';

const STATEMENTS = [
  `create table routes (
    id text not null primary key,
    name text not null unique,
    settings text not null,
    created_at text not null,
    updated_at text not null
  )`,
  `alter table provider_models add column limits text`,
];

/** How the deployments behind a name are chosen, and what a deployment may be asked. */
export const routesMigration: Migration = {
  number: 60,
  name: 'routes',
  up: async (db) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
