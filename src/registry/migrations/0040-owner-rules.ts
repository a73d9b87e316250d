import { sql } from 'kysely';
import type { Migration } from '../../database/migration';

const STATEMENTS = [
  `alter table key_groups add column rules text`,
  `alter table virtual_keys add column rules text`,
  `create table group_assignments (
    id text not null primary key,
    group_id text not null references key_groups (id),
    model_id text not null references provider_models (id),
    alias text not null,
    tps double precision,
    burst double precision,
    tokens_per_second double precision,
    token_burst double precision,
    priority integer not null,
    weight integer not null,
    answer_model text,
    created_at text not null,
    updated_at text not null,
    unique (group_id, alias, model_id)
  )`,
  `create index group_assignments_model_id on group_assignments (model_id)`,
];

/** Limits, addresses and doors of groups and keys, and what is assigned to groups. */
export const ownerRulesMigration: Migration = {
  number: 40,
  name: 'owner-rules',
  up: async (db) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
