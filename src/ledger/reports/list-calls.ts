import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database, Engine } from '../../database/database';
import { firstIdAt, timeInId } from '../store/call-id-time';
import type { LedgerCallsTable, LedgerTables } from '../store/ledger-tables';
import { callCondition } from './call-filter';
import { tellsHours } from './call-hours';
import { numbersOf } from './call-row';
import type { CallsAsked } from './calls-asked';
import { CallsOfKeys } from './calls-of-keys';
import { callStretches, SKEW_MS } from './call-stretches';
import type { Stretch } from './call-stretches';

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
    const rest = (): CallsAsked => ({ ...asked, limit: limit - calls.length });
    const ofKeys = new CallsOfKeys(db, engine);
    for await (const stretch of stretches) {
      const isTaken = await ofKeys.takes(stretch);
      if (isTaken && !ofKeys.isFull(limit - calls.length)) continue;
      calls.push(...(await ofKeys.look(rest())));
      if (!isTaken && calls.length < limit) calls.push(...(await inOrder(db, engine, rest(), stretch)));
      if (calls.length === limit) return calls;
    }
    calls.push(...(await ofKeys.look(rest())));
    return calls;
  });
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
