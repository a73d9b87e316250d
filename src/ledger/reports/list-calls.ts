import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database, Engine } from '../../database/database';
import { USE_COLUMNS } from '../store/ledger-tables';
import type { LedgerCallsTable, LedgerTables } from '../store/ledger-tables';
import { callCondition } from './call-filter';
import type { CallFilter } from './call-filter';
import { keyPage } from './key-page';

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
  const { limit, before, after } = asked;
  // SQLite would take the index of times, and sort what it finds: ids, which begin with their time, are in order already.
  const ordered = database.engine === 'sqlite' ? sql<number>`+started_at` : sql<number>`started_at`;
  return database.read(async (db) => {
    const { filter, isWalked } = await placed(db, database.engine, asked);
    if (filter === undefined) return [];
    const { since = 0, until, keyId } = filter;
    const byKey = keyId !== undefined && !isWalked;
    const startedAt = byKey ? sql<number>`started_at` : ordered;
    let query = db.selectFrom('ledger_calls').selectAll().limit(limit);
    const { keyId: _, ...rest } = filter;
    if (isWalked) query = query.where(sql`+key_id`, '=', keyId);
    query = query.where((row) => callCondition(row, isWalked ? rest : filter, startedAt));
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

/** Filters that leave every call of a key between two times. */
const OF_KEY_PAGES: ReadonlySet<string> = new Set(['keyId', 'since', 'until']);

/** The filter with the times between which a page is, as far as they are known beforehand; without one where nothing is. */
async function placed(
  db: Kysely<LedgerTables>,
  engine: Engine,
  { filter, limit, before, after }: CallsAsked,
): Promise<{ readonly filter: CallFilter | undefined; readonly isWalked: boolean }> {
  const { keyId, since = 0, until = Number.MAX_SAFE_INTEGER } = filter;
  if (keyId === undefined || engine !== 'sqlite') return { filter, isWalked: false };
  const isEvery = Object.entries(filter).every(
    ([name, value]) => OF_KEY_PAGES.has(name) || value === undefined,
  );
  const page = await keyPage(db, {
    keyId,
    since: after === undefined ? since : Math.max(since, timeOf(after) - SKEW_MS),
    until: before === undefined ? until : Math.min(until, timeOf(before) + SKEW_MS + 1),
    latestFirst: after === undefined,
    after,
    before,
    limit: isEvery ? limit : undefined,
    skewMs: SKEW_MS,
  });
  if (page === undefined) return { filter: undefined, isWalked: false };
  return { filter: { ...filter, since: page.since, until: page.until }, isWalked: page.isWalked };
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
