import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Database } from '../../database/database';
import type { EndedRecord, RefusedRecord } from '../ledger-record';
import { callRow, sumRows } from './ledger-row';
import { SUM_MEASURES } from './ledger-tables';
import type { LedgerHoursTable, LedgerTables } from './ledger-tables';
import { DayPartitions } from './day-partitions';

/** Rows to a statement: well below the parameters that either engine takes. */
const ROWS_AT_ONCE = 400;

const DIMENSIONS = [
  'hour',
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
] as const satisfies readonly (keyof LedgerHoursTable)[];

/** Calls and refusals that go into the store together. */
export interface LedgerBatch {
  readonly calls: readonly EndedRecord[];
  readonly refusals: readonly RefusedRecord[];
}

/** Writes batches: one transaction each, in which a call that is there already adds to nothing. */
export class BatchWriter {
  readonly #partitions = new DayPartitions();

  constructor(private readonly database: Database<LedgerTables>) {}

  async write({ calls, refusals }: LedgerBatch): Promise<void> {
    if (calls.length === 0 && refusals.length === 0) return;
    if (this.database.engine === 'postgres') {
      await this.#partitions.make(
        this.database,
        calls.map(({ at }) => at),
      );
    }
    await this.database.write(async (db) => {
      const added = await addCalls(db, calls);
      await addSums(db, added.flatMap(sumRows));
      if (refusals.length > 0) await addRefusals(db, refusals);
    });
  }
}

/** @returns those that were not there yet */
async function addCalls(
  db: Transaction<LedgerTables>,
  calls: readonly EndedRecord[],
): Promise<readonly EndedRecord[]> {
  const added = new Set<string>();
  for (let from = 0; from < calls.length; from += ROWS_AT_ONCE) {
    const rows = await db
      .insertInto('ledger_calls')
      .values(calls.slice(from, from + ROWS_AT_ONCE).map(callRow))
      .onConflict((conflict) => conflict.doNothing())
      .returning('call_id')
      .execute();
    for (const { call_id } of rows) added.add(call_id);
  }
  // Of a call that stands twice in one batch one row was added.
  return calls.filter(({ id }) => added.delete(id));
}

async function addSums(db: Transaction<LedgerTables>, rows: readonly LedgerHoursTable[]): Promise<void> {
  const sums = [...merged(rows).entries()]
    // Two processes that take rows in different orders would wait for each other.
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, row]) => row);
  for (let from = 0; from < sums.length; from += ROWS_AT_ONCE) {
    const part = sums.slice(from, from + ROWS_AT_ONCE);
    await db
      .insertInto('ledger_hours')
      .values(part)
      .onConflict((conflict) =>
        conflict
          .columns([...DIMENSIONS])
          .doUpdateSet(
            Object.fromEntries(
              SUM_MEASURES.map((name) => [
                name,
                sql<number>`${sql.ref(`ledger_hours.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
              ]),
            ),
          ),
      )
      .execute();
  }
}

function merged(rows: readonly LedgerHoursTable[]): ReadonlyMap<string, LedgerHoursTable> {
  const sums = new Map<string, LedgerHoursTable>();
  for (const row of rows) {
    const key = JSON.stringify(DIMENSIONS.map((name) => row[name]));
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { ...row });
    else for (const name of SUM_MEASURES) sum[name] = (sum[name] ?? 0) + (row[name] ?? 0);
  }
  return sums;
}

async function addRefusals(db: Transaction<LedgerTables>, refusals: readonly RefusedRecord[]): Promise<void> {
  for (let from = 0; from < refusals.length; from += ROWS_AT_ONCE) {
    const rows = refusals
      .slice(from, from + ROWS_AT_ONCE)
      .map(({ id, hour, keyId, code, count }) => ({ id, hour, key_id: keyId, code, count }));
    await db
      .insertInto('ledger_refusals')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
