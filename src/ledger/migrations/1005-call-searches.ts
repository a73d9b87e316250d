import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Migration, MigrationTables } from '../../database/migration';

/** Each holds the few calls that are looked for by it: a call that has none of them pays for no index. */
const INDEXES = [
  'ledger_calls_request on ledger_calls (request_id) where request_id <> call_id',
  'ledger_calls_user on ledger_calls (end_user, call_id) where end_user is not null',
  'ledger_calls_session on ledger_calls (session, call_id) where session is not null',
  'ledger_calls_failed on ledger_calls (status, call_id) where status >= 400',
  "ledger_calls_ended on ledger_calls (ended, call_id) where ended <> 'whole'",
];

async function up(db: Kysely<MigrationTables>): Promise<void> {
  for (const index of INDEXES) await sql.raw(`create index ${index}`).execute(db);
}

/** What an operator looks for among millions of calls: a request, a user, a session, what failed. */
export const callSearchesMigration: Migration = { number: 1005, name: 'call_searches', up };
