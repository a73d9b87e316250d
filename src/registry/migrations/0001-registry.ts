import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Engine } from '../../database/database';
import type { Migration, MigrationTables } from '../../database/migration';

const TABLES = [
  `create table connections (
    id text not null primary key,
    name text not null unique,
    provider text not null,
    endpoint text not null,
    options text not null,
    credential text,
    enabled integer not null,
    last_test text,
    revision integer not null,
    created_at text not null,
    updated_at text not null
  )`,
  `create table provider_models (
    id text not null primary key,
    connection_id text not null references connections (id),
    name text not null,
    remote_name text not null,
    deployment text,
    context_length integer,
    max_output_tokens integer,
    capabilities text not null,
    prices text,
    created_at text not null,
    updated_at text not null,
    unique (connection_id, name)
  )`,
  `create table virtual_keys (
    id text not null primary key,
    name text not null unique,
    digest text not null unique,
    prefix text not null,
    previous_digest text,
    previous_until text,
    enabled integer not null,
    expires_at text,
    last_used_at text,
    created_at text not null,
    updated_at text not null
  )`,
  `create index virtual_keys_previous_digest on virtual_keys (previous_digest)`,
  `create table assignments (
    id text not null primary key,
    virtual_key_id text not null references virtual_keys (id),
    model_id text not null references provider_models (id),
    alias text not null,
    tps double precision,
    burst double precision,
    tokens_per_second double precision,
    token_burst double precision,
    priority integer not null,
    weight integer not null,
    created_at text not null,
    updated_at text not null,
    unique (virtual_key_id, alias, model_id)
  )`,
  `create index assignments_model_id on assignments (model_id)`,
  `create table registry_state (
    id integer not null primary key check (id = 1),
    version integer not null,
    key_id text,
    key_check text
  )`,
  `insert into registry_state (id, version) values (1, 0)`,
  `create table audit (
    version integer not null,
    item integer not null,
    at text not null,
    actor text not null,
    action text not null,
    entity text not null,
    entity_id text not null,
    entity_name text not null,
    owner_id text,
    before text,
    after text,
    primary key (version, item)
  )`,
];

/** The audit table takes new rows and nothing else, no matter who asks. */
const APPEND_ONLY: Readonly<Record<Engine, readonly string[]>> = {
  sqlite: [
    `create trigger audit_keeps_rows before update on audit
     begin select raise(abort, 'the audit table is append-only'); end`,
    `create trigger audit_loses_no_rows before delete on audit
     begin select raise(abort, 'the audit table is append-only'); end`,
    // "insert or replace" deletes without firing the trigger for deletions.
    `create trigger audit_replaces_no_rows before insert on audit
     when exists (select 1 from audit where version = new.version and item = new.item)
     begin select raise(abort, 'the audit table is append-only'); end`,
  ],
  postgres: [
    `create function audit_is_append_only() returns trigger language plpgsql as
     $$ begin raise exception 'the audit table is append-only'; end $$`,
    `create trigger audit_keeps_rows before update or delete or truncate on audit
     for each statement execute function audit_is_append_only()`,
  ],
};

async function up(db: Kysely<MigrationTables>, engine: Engine): Promise<void> {
  for (const statement of [...TABLES, ...APPEND_ONLY[engine]]) await sql.raw(statement).execute(db);
}

export const registryMigration: Migration = { number: 1, name: 'registry', up };
