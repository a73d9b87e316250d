import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database, Engine } from '../../database/database';
import { firstIdAt, timeInId } from '../store/call-id-time';
import { USE_COLUMNS } from '../store/ledger-tables';
import type { LedgerCallsTable, LedgerTables } from '../store/ledger-tables';
import { callCondition } from './call-filter';
import type { CallFilter } from './call-filter';
import { tellsHours } from './call-hours';
import { callStretches, SKEW_MS } from './call-stretches';
import type { Stretch } from './call-stretches';

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
  const { engine } = database;
  const { filter, limit, before, after } = asked;
  return database.read(async (db) => {
    if (!tellsHours(filter)) return inOrder(db, engine, asked);
    const stretches = callStretches(db, {
      filter,
      limit,
      latestFirst: after === undefined,
      from: after === undefined ? 0 : timeInId(after),
      until: before === undefined ? Number.MAX_SAFE_INTEGER : timeInId(before) + 1,
    });
    const calls: LedgerCallsTable[] = [];
    for await (const stretch of stretches) {
      const rest = { ...asked, limit: limit - calls.length };
      const byKey = await keysOfFew(db, engine, stretch);
      const found =
        byKey === undefined
          ? await inOrder(db, engine, rest, stretch)
          : await ofKeys(db, engine, rest, stretch, byKey);
      calls.push(...found);
      if (calls.length === limit) break;
    }
    return calls;
  });
}

/** More calls than these SQLite sorts later than it walks all calls in order. */
const MANY_CALLS = 10_000;
/** Keys that one statement looks for. */
const MANY_KEYS = 50;

/** The keys of a stretch where its calls are better found by them than in the order of all calls. */
async function keysOfFew(
  db: Kysely<LedgerTables>,
  engine: Engine,
  { began, keys }: Stretch,
): Promise<readonly string[] | undefined> {
  if (keys === undefined || keys.size > MANY_KEYS) return undefined;
  const all = [...keys];
  // PostgreSQL finds out by itself.
  if (engine !== 'sqlite') return all;
  const { rows } = await sql`select 1 from ledger_calls where key_id in (${sql.join(all)})
    and started_at >= ${sql.lit(began.from)} and started_at < ${sql.lit(began.until)}
    limit 1 offset ${sql.lit(MANY_CALLS)}`.execute(db);
  return rows.length === 0 ? all : undefined;
}

/** Calls of some keys, by the index of keys and times. */
async function ofKeys(
  db: Kysely<LedgerTables>,
  engine: Engine,
  { filter, limit, before, after }: CallsAsked,
  { from, until, began }: Stretch,
  keys: readonly string[],
): Promise<readonly LedgerCallsTable[]> {
  // SQLite would walk all calls between the ids.
  const id = engine === 'sqlite' ? sql<string>`+call_id` : sql<string>`call_id`;
  let query = db
    .selectFrom('ledger_calls')
    .selectAll()
    .where('key_id', 'in', keys)
    .where('started_at', '>=', began.from)
    .where('started_at', '<', began.until)
    .where(id, '>=', firstIdAt(from))
    .where(id, '<', firstIdAt(until))
    .where((row) => callCondition(row, filter, row.ref('started_at'), false));
  if (before !== undefined) query = query.where(id, '<', before);
  if (after !== undefined) query = query.where(id, '>', after);
  const rows = await query
    .orderBy(id, after === undefined ? 'desc' : 'asc')
    .limit(limit)
    .execute();
  return rows.map(numbersOf);
}

/** Calls in the order of all calls, or by an index in which they are in that order. */
async function inOrder(
  db: Kysely<LedgerTables>,
  engine: Engine,
  { filter, limit, before, after }: CallsAsked,
  stretch?: Stretch,
): Promise<readonly LedgerCallsTable[]> {
  // SQLite would take the index of times or keys, and sort what it finds: ids, which begin with their time, are in order already.
  const plainly = engine === 'sqlite' ? sql`+` : sql``;
  const startedAt = sql<number>`${plainly}started_at`;
  const { since = 0, until } = filter;
  const { keyId, ...rest } = filter;
  let query = db.selectFrom('ledger_calls').selectAll().limit(limit);
  if (keyId !== undefined) query = query.where(sql`${plainly}key_id`, '=', keyId);
  query = query.where((row) => callCondition(row, rest, startedAt));
  // One bound of ids at each end: SQLite seeks to one, and would read all rows between it and a nearer second one.
  const least = Math.max(since > 0 ? since - SKEW_MS : 0, stretch?.from ?? 0);
  const from = [least > 0 ? firstIdAt(least) : '', after ?? ''].sort().at(-1);
  if (from !== undefined && from !== '') query = query.where('call_id', from === after ? '>' : '>=', from);
  const most = Math.min(until === undefined ? Infinity : until + SKEW_MS, stretch?.until ?? Infinity);
  const to = [most < MAX_TIME ? firstIdAt(most) : [], before ?? []].flat().sort().at(0);
  if (to !== undefined) query = query.where('call_id', '<', to);
  // On PostgreSQL the time tells the partitions.
  const { from: first = 0, until: end = Infinity } = stretch?.began ?? {};
  const earliest = Math.max(after === undefined ? 0 : timeInId(after) - SKEW_MS, first);
  const latest = Math.min(before === undefined ? Infinity : timeInId(before) + SKEW_MS, end - 1);
  if (earliest > 0) query = query.where(startedAt, '>=', earliest);
  if (latest < Infinity) query = query.where(startedAt, '<=', latest);
  const rows = await query.orderBy('call_id', after === undefined ? 'desc' : 'asc').execute();
  return rows.map(numbersOf);
}

/** What twelve hexadecimal digits hold. */
const MAX_TIME = 2 ** 48;

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
