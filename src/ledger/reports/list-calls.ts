import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from '../../database/database';
import { USE_COLUMNS } from '../store/ledger-tables';
import type { LedgerCallsTable, LedgerTables } from '../store/ledger-tables';
import { callCondition } from './call-filter';
import type { CallFilter } from './call-filter';

/** Which calls, and where the list goes on. */
export interface CallsAsked {
  readonly filter: CallFilter;
  readonly limit: number;
  /** Only calls before this one: a call's id. Later ones first. */
  readonly before?: string;
  /** Only calls after this one; earlier ones first. */
  readonly after?: string;
}

/** A page of calls: the latest first, or with `after` the earliest first. */
export function listCalls(
  database: Database<LedgerTables>,
  asked: CallsAsked,
): Promise<readonly LedgerCallsTable[]> {
  const { filter, limit, before, after } = asked;
  const { since = 0, until, keyId } = filter;
  // SQLite would take the index of times, and sort what it finds: ids, which begin with their time, are in order already.
  const startedAt = database.engine === 'sqlite' ? sql<number>`+started_at` : sql<number>`started_at`;
  return database.read(async (db) => {
    let query = db.selectFrom('ledger_calls').selectAll().limit(limit);
    const { keyId: _, ...rest } = filter;
    if (keyId !== undefined && database.engine === 'sqlite' && (await hasMany(db, keyId))) {
      query = query.where(sql`+key_id`, '=', keyId).where((row) => callCondition(row, rest, startedAt));
    } else query = query.where((row) => callCondition(row, filter, startedAt));
    // One bound of ids at each end: SQLite seeks to one, and would read all rows between it and a nearer second one.
    const from = [since > 0 ? idAt(since - SKEW_MS) : '', after ?? ''].sort().at(-1);
    if (from !== undefined && from !== '') query = query.where('call_id', from === after ? '>' : '>=', from);
    const to = [until === undefined ? [] : idAt(until + SKEW_MS), before ?? []].flat().sort().at(0);
    if (to !== undefined) query = query.where('call_id', '<', to);
    // On PostgreSQL the time tells the partitions.
    if (before !== undefined) query = query.where(startedAt, '<=', timeOf(before) + SKEW_MS);
    if (after !== undefined) query = query.where(startedAt, '>=', timeOf(after) - SKEW_MS);
    const rows = await query.orderBy('call_id', after === undefined ? 'desc' : 'asc').execute();
    return rows.map(numbersOf);
  });
}

/** Of more calls SQLite finds a page by walking all calls in order sooner than by sorting those of the key. */
const MANY_CALLS = 10_000;

async function hasMany(db: Kysely<LedgerTables>, keyId: string): Promise<boolean> {
  const { rows } =
    await sql`select 1 from ledger_calls where key_id = ${keyId} limit 1 offset ${sql.lit(MANY_CALLS)}`.execute(
      db,
    );
  return rows.length > 0;
}

/** Ids of one process grow with each call, so that their time may run ahead of the clock, or behind one that was set back. */
const SKEW_MS = 3_600_000;
const TIME_DIGITS = 12;

/** The time in a call's id (RFC 9562, version 7), in milliseconds since 1970. */
function timeOf(callId: string): number {
  const at = Number.parseInt(callId.replaceAll('-', '').slice(0, TIME_DIGITS), 16);
  return Number.isNaN(at) ? 0 : at;
}

/** What the ids of a time and of all later ones are not less than. */
function idAt(at: number): string {
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(TIME_DIGITS, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}

const NUMBERS = [
  'started_at',
  ...USE_COLUMNS,
  'bytes_in',
  'bytes_out',
] as const satisfies readonly (keyof LedgerCallsTable)[];

/** PostgreSQL's driver gives large whole numbers as texts. */
function numbersOf(row: LedgerCallsTable): LedgerCallsTable {
  const read = { ...row };
  for (const name of NUMBERS) {
    const value: unknown = row[name];
    read[name] = Number(value);
  }
  return read;
}
