import { sql } from 'kysely';
import type { Engine } from '../../database/database';
import type { Migration } from '../../database/migration';

/** A number that no row had before, also after the newest ones were removed. */
const SEQUENCE: Readonly<Record<Engine, string>> = {
  sqlite: 'integer primary key autoincrement',
  postgres: 'bigint generated always as identity primary key',
};

const statements = (engine: Engine): readonly string[] => [
  `create table kept_responses (
    seq ${SEQUENCE[engine]},
    key_id text not null,
    id text not null,
    parent_seq bigint references kept_responses (seq),
    created_at bigint not null,
    expires_at bigint not null,
    size bigint not null,
    chain_size bigint not null,
    hidden integer not null default 0,
    answer text not null,
    items text not null
  )`,
  `create unique index kept_responses_id on kept_responses (key_id, id) where hidden = 0`,
  `create index kept_responses_parent on kept_responses (parent_seq)`,
  `create index kept_responses_expiry on kept_responses (expires_at, size)`,
  `create index kept_responses_hidden on kept_responses (seq) where hidden = 1`,
  `create table kept_items (
    key_id text not null,
    item_id text not null,
    seq bigint not null references kept_responses (seq) on delete cascade,
    primary key (key_id, item_id, seq)
  )`,
  `create index kept_items_seq on kept_items (seq)`,
  `create table kept_conversations (
    id text not null primary key,
    key_id text not null,
    created_at bigint not null,
    expires_at bigint not null,
    size bigint not null,
    next_position bigint not null,
    metadata text not null
  )`,
  `create index kept_conversations_expiry on kept_conversations (expires_at, size)`,
  `create table kept_conversation_items (
    conversation_id text not null references kept_conversations (id) on delete cascade,
    position bigint not null,
    item_id text not null,
    size bigint not null,
    item text not null,
    primary key (conversation_id, position)
  )`,
];

/** Answers and conversations of the Responses door. */
export const answersMigration: Migration = {
  number: 2001,
  name: 'answers',
  up: async (db, engine) => {
    for (const statement of statements(engine)) await sql.raw(statement).execute(db);
  },
};
