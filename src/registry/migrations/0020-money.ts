import { sql } from 'kysely';
import type { Migration } from '../../database/migration';

const STATEMENTS = [
  `create table prices (
    id text not null primary key,
    target text not null,
    valid_from text,
    prices text not null,
    created_at text not null
  )`,
  `create table key_groups (
    id text not null primary key,
    parent_id text references key_groups (id),
    name text not null,
    path text not null unique,
    description text not null,
    tags text not null,
    enabled integer not null,
    created_at text not null,
    updated_at text not null
  )`,
  `create index key_groups_parent_id on key_groups (parent_id)`,
  `create table budgets (
    id text not null primary key,
    owner_kind text not null,
    owner_id text not null,
    unit text not null,
    amount double precision not null,
    period text not null,
    rolling integer not null,
    hard integer not null,
    aliases text,
    raise text,
    reset_at text,
    created_at text not null,
    updated_at text not null
  )`,
  `create index budgets_owner on budgets (owner_kind, owner_id)`,
  `alter table virtual_keys add column group_id text references key_groups (id)`,
  `create index virtual_keys_group_id on virtual_keys (group_id)`,
];

/** Own prices, groups of keys, and budgets. */
export const moneyMigration: Migration = {
  number: 20,
  name: 'money',
  up: async (db) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};
