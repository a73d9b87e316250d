import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Engine } from '../../database/database';
import type { Migration, MigrationTables } from '../../database/migration';
import { histogramColumns } from '../store/ledger-tables';

const DIMENSIONS = [
  'key_id',
  'group_path',
  'alias',
  'model',
  'deployment',
  'provider',
  'door',
  'status',
  'service_tier',
  'context_over',
];
const NUMBERS: ReadonlySet<string> = new Set(['status', 'context_over']);

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

/**
 * Notes that a day that was summed has grown. The database itself does so, and not the code that adds to hours: an older release
 * that writes beside this one knows nothing of days. Notes are added and nothing is changed, so that no transaction waits for another's row.
 *
 * On PostgreSQL a process that adds to an hour that is over shares a lock with others that do, and holds off who sums a day. The
 * hour that has begun is never part of a day that is summed.
 */
const NOTE_GROWTH: Readonly<Record<Engine, readonly string[]>> = {
  sqlite: ['insert', 'update'].map(
    (change) => `create trigger ledger_hours_grow_on_${change} after ${change} on ledger_hours begin
      insert into ledger_summed_days (day, late)
        select day, 1 from ledger_summed_days where day = new.hour - new.hour % 86400000
        group by day having max(late) = 0;
    end`,
  ),
  postgres: [
    `create function ledger_hours_grow() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from grown where hour < extract(epoch from clock_timestamp()) * 1000 - 3600000) then
          perform pg_advisory_xact_lock_shared(715224003);
          insert into ledger_summed_days (day, late)
            select distinct summed.day, 1 from ledger_summed_days summed
            join grown on summed.day = grown.hour - grown.hour % 86400000 where summed.late = 0;
        end if;
        return null;
      end $$`,
    ...['insert', 'update'].map(
      (change) => `create trigger ledger_hours_grow_on_${change} after ${change} on ledger_hours
        referencing new table as grown for each statement execute function ledger_hours_grow()`,
    ),
  ],
};

async function up(db: Kysely<MigrationTables>, engine: Engine): Promise<void> {
  const statements = [
    `create table ledger_days (day bigint not null,
      ${DIMENSIONS.map((name) => `${name} ${NUMBERS.has(name) ? 'integer' : 'text'} not null`).join(', ')},
      ${MEASURES.map((name) => `${name} bigint not null default 0`).join(', ')},
      charged_usd double precision not null default 0,
      primary key (day, ${DIMENSIONS.join(', ')}))`,
    'create table ledger_summed_days (day bigint not null, late integer not null)',
    'create index ledger_summed_days_day on ledger_summed_days (day)',
    ...NOTE_GROWTH[engine],
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** Sums of days (UTC), made of those of hours when a day is over: a month is read in a twentieth of the time. */
export const daySumsMigration: Migration = { number: 1004, name: 'day_sums', up };
