import { sql } from 'kysely';
import type { Kysely, RawBuilder, SelectQueryBuilder } from 'kysely';
import type { Engine } from '../../database/database';
import { firstIdAt } from '../store/call-id-time';
import type { LedgerCallsTable, LedgerTables } from '../store/ledger-tables';
import { callCondition } from './call-filter';
import { numbersOf } from './call-row';
import type { Stretch } from './call-stretches';
import type { CallsAsked } from './calls-asked';

/** More calls than these SQLite sorts later than it walks all calls in order. */
const MANY_CALLS = 10_000;
/** Keys that one statement looks for. */
const MANY_KEYS = 50;
/** Stretches that one statement looks through, where that takes little time. */
const MANY_STRETCHES = 32;
const LITTLE_MS = 250;

/** A stretch whose calls are better found by their keys than in the order of all calls. */
interface KeyedStretch extends Stretch {
  readonly byKeys: readonly string[];
}

/**
 * Calls of a page by the index of keys and times. On PostgreSQL several stretches are looked through by one statement: a rare name
 * has a call in each of a hundred hours. One that may fill the page is looked through alone, as are the first, and what comes after one
 * that took its time: all rows of several are read, and of one no more than the page takes.
 */
export class CallsOfKeys {
  #waiting: KeyedStretch[] = [];
  #atOnce = 1;

  constructor(
    private readonly db: Kysely<LedgerTables>,
    private readonly engine: Engine,
  ) {}

  /** Takes a stretch whose calls are better found by their keys. @returns whether it is one */
  async takes(stretch: Stretch): Promise<boolean> {
    const byKeys = await this.#keysOfFew(stretch);
    if (byKeys !== undefined) this.#waiting.push({ ...stretch, byKeys });
    return byKeys !== undefined;
  }

  /** Whether as many stretches were taken as one statement looks through, for so many calls. */
  isFull(limit: number): boolean {
    const keys = this.#waiting.reduce((sum, { byKeys }) => sum + byKeys.length, 0);
    const calls = this.#waiting.reduce((sum, stretch) => sum + stretch.calls, 0);
    return this.#waiting.length >= this.#atOnce || keys > MANY_KEYS || calls >= limit;
  }

  /** The calls of all stretches that were taken and not looked through yet. */
  async look(asked: CallsAsked): Promise<readonly LedgerCallsTable[]> {
    const taken = this.#waiting;
    this.#waiting = [];
    const last = taken.at(-1);
    if (last === undefined || last.calls < asked.limit) return this.#inSome(taken, asked);
    const found = await this.#inSome(taken.slice(0, -1), asked);
    const limit = asked.limit - found.length;
    return limit === 0 ? found : [...found, ...(await this.#in(last, { ...asked, limit }))];
  }

  async #inSome(stretches: readonly KeyedStretch[], asked: CallsAsked): Promise<readonly LedgerCallsTable[]> {
    const [first, ...others] = stretches;
    if (first === undefined) return [];
    const began = performance.now();
    const found = others.length === 0 ? await this.#in(first, asked) : await this.#inAll(stretches, asked);
    const isQuick = this.engine === 'postgres' && performance.now() - began < LITTLE_MS;
    this.#atOnce = isQuick ? Math.min(MANY_STRETCHES, 2 * this.#atOnce) : 1;
    return found;
  }

  async #keysOfFew({ began, keys }: Stretch): Promise<readonly string[] | undefined> {
    if (keys === undefined || keys.size > MANY_KEYS) return undefined;
    const all = [...keys];
    // PostgreSQL finds out by itself.
    if (this.engine !== 'sqlite') return all;
    const { rows } = await sql`select 1 from ledger_calls where key_id in (${sql.join(all)})
      and started_at >= ${sql.lit(began.from)} and started_at < ${sql.lit(began.until)}
      limit 1 offset ${sql.lit(MANY_CALLS)}`.execute(this.db);
    return rows.length === 0 ? all : undefined;
  }

  #in({ from, until, began, byKeys }: KeyedStretch, asked: CallsAsked): Promise<readonly LedgerCallsTable[]> {
    // SQLite would walk all calls between the ids.
    const id = this.engine === 'sqlite' ? sql<string>`+call_id` : sql<string>`call_id`;
    const calls = this.db
      .selectFrom('ledger_calls')
      .where('key_id', 'in', byKeys)
      .where('started_at', '>=', began.from)
      .where('started_at', '<', began.until)
      .where(id, '>=', firstIdAt(from))
      .where(id, '<', firstIdAt(until));
    return pageOf(calls, id, asked);
  }

  #inAll(stretches: readonly KeyedStretch[], asked: CallsAsked): Promise<readonly LedgerCallsTable[]> {
    const places = stretches.flatMap(({ from, until, began, byKeys }) =>
      byKeys.map(
        (key) =>
          sql`(${key}, ${firstIdAt(from)}, ${firstIdAt(until)}, ${sql.lit(began.from)}, ${sql.lit(began.until)})`,
      ),
    );
    const found = sql<LedgerCallsTable>`(select ledger_calls.* from (values ${sql.join(places)})
        as place (key, first_id, end_id, first_at, end_at)
      join ledger_calls on key_id = key and started_at >= first_at and started_at < end_at and call_id >= first_id and call_id < end_id)`;
    // All of them together tell the partitions.
    const calls = this.db
      .selectFrom(found.as('ledger_calls'))
      .where('started_at', '>=', Math.min(...stretches.map(({ began }) => began.from)))
      .where('started_at', '<', Math.max(...stretches.map(({ began }) => began.until)));
    return pageOf(calls, sql<string>`call_id`, asked);
  }
}

/** Of some calls those that a page asks for, in its order. @param id the column, in the form that leads the engine to an index */
async function pageOf(
  calls: SelectQueryBuilder<LedgerTables, 'ledger_calls', unknown>,
  id: RawBuilder<string>,
  { filter, limit, before, after }: CallsAsked,
): Promise<readonly LedgerCallsTable[]> {
  let query = calls.selectAll().where((row) => callCondition(row, filter, row.ref('started_at'), false));
  if (before !== undefined) query = query.where(id, '<', before);
  if (after !== undefined) query = query.where(id, '>', after);
  const rows = await query
    .orderBy(id, after === undefined ? 'desc' : 'asc')
    .limit(limit)
    .execute();
  return rows.map(numbersOf);
}
