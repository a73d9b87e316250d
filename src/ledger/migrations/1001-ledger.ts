import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Engine } from '../../database/database';
import type { Migration, MigrationTables } from '../../database/migration';
import { histogramColumns } from '../store/ledger-tables';

const CALL_COLUMNS = `
    call_id text not null,
    started_at bigint not null,
    first_token_ms double precision,
    duration_ms double precision not null,
    request_id text not null,
    trace_id text not null,
    key_id text not null,
    key_name text not null,
    group_path text not null,
    end_user text,
    session text,
    tags text,
    door text not null,
    wire text not null,
    streamed integer not null,
    alias text,
    model_asked text not null,
    model_served text,
    deployment text not null,
    connection text not null,
    provider text not null,
    status integer not null,
    code text,
    ended text not null,
    attempts text not null,
    input_tokens bigint not null,
    cached_tokens bigint not null,
    cache_write_tokens bigint not null,
    cache_write_1h_tokens bigint not null,
    output_tokens bigint not null,
    reasoning_tokens bigint not null,
    audio_input_tokens bigint not null,
    audio_output_tokens bigint not null,
    image_tokens bigint not null,
    searches bigint not null,
    estimated integer not null,
    replayed text,
    saved text,
    service_tier text,
    bytes_in bigint not null,
    bytes_out bigint not null,
    client text,
    charged_usd double precision`;

const DIMENSIONS = `
    hour bigint not null,
    key_id text not null,
    group_path text not null,
    alias text not null,
    model text not null,
    deployment text not null,
    provider text not null,
    door text not null,
    status integer not null,
    service_tier text not null,
    context_over integer not null`;

const MEASURES = [
  'calls',
  'estimated_calls',
  'input_tokens',
  'cached_tokens',
  'cache_write_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
  'reasoning_tokens',
  'audio_input_tokens',
  'audio_output_tokens',
  'image_tokens',
  'searches',
  ...histogramColumns('ft'),
  ...histogramColumns('du'),
];

/** PostgreSQL: rows are partitioned by day, so that old days are dropped whole; a call's id holds its time. */
const CALLS: Readonly<Record<Engine, string>> = {
  sqlite: `create table ledger_calls (${CALL_COLUMNS}, primary key (call_id)) without rowid`,
  postgres: `create table ledger_calls (${CALL_COLUMNS}, primary key (call_id, started_at)) partition by range (started_at)`,
};

async function up(db: Kysely<MigrationTables>, engine: Engine): Promise<void> {
  const statements = [
    CALLS[engine],
    'create index ledger_calls_started_at on ledger_calls (started_at)',
    'create index ledger_calls_key on ledger_calls (key_id, started_at)',
    `create table ledger_hours (${DIMENSIONS},
      ${MEASURES.map((name) => `${name} bigint not null default 0`).join(', ')},
      charged_usd double precision not null default 0,
      primary key (hour, key_id, group_path, alias, model, deployment, provider, door, status, service_tier, context_over))`,
    'create table ledger_refusals (id text not null primary key, hour bigint not null, key_id text not null, code text not null, count bigint not null)',
    'create index ledger_refusals_hour on ledger_refusals (hour)',
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Numbers from 1001 on belong to the ledger, which has a file of its own on SQLite. */
export const ledgerMigration: Migration = { number: 1001, name: 'ledger', up };
