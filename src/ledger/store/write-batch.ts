import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Database } from '../../database/database';
import type { EndedRecord, RefusedRecord } from '../ledger-record';
import { recordOf } from '../record-text';
import { isObject } from '../../json/json-object';
import { ChunkedInsert, chunksOf } from './chunked-insert';
import { DayPartitions } from './day-partitions';
import { addMeasures, callRow, hoursRow, sumParts } from './ledger-row';
import type { SumPart } from './ledger-row';
import { SUM_DIMENSIONS, SUM_MEASURES } from './ledger-tables';
import type { LedgerCallsTable, LedgerHoursTable, LedgerRefusalsTable, LedgerTables } from './ledger-tables';

/** Calls and refusals that go into the store together. */
export interface LedgerBatch {
  /** Texts of `EndedRecord`s. They are read a few at a time: a batch of them as objects would outlive the young generation. */
  readonly calls: readonly string[];
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
        endedCalls(calls).map(({ at }) => at),
      );
    }
    try {
      await this.#writeBy(addedNew, { calls, refusals });
    } catch (failure) {
      if (!(failure instanceof CallIsThere)) throw failure;
      await this.#writeBy(addedMissing, { calls, refusals });
    }
  }

  async #writeBy(add: AddCalls, { calls, refusals }: LedgerBatch): Promise<void> {
    await this.database.write(async (db) => {
      const sums = new Map<string, SumPart>();
      for (const chunk of chunksOf(calls)) {
        for (const call of await add(db, endedCalls(chunk))) addTo(sums, call);
      }
      await addSums(db, sums);
      if (refusals.length > 0) await addRefusals(db, refusals);
    });
  }
}

/** Adds calls by one statement. @returns those that were not there yet */
type AddCalls = (
  db: Transaction<LedgerTables>,
  calls: readonly EndedRecord[],
) => Promise<readonly EndedRecord[]>;

/** Undoes a transaction that took all its calls for new ones. */
class CallIsThere extends Error {}

function endedCalls(texts: readonly string[]): readonly EndedRecord[] {
  return texts.map(recordOf).filter((record) => record.kind === 'ended');
}

const insertCalls = (db: Transaction<LedgerTables>, rows: readonly LedgerCallsTable[]) =>
  db
    .insertInto('ledger_calls')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing());
const NEW_CALLS = new ChunkedInsert<LedgerCallsTable>((db, rows) => insertCalls(db, rows).compile().sql);
const CALLS = new ChunkedInsert<LedgerCallsTable>(
  (db, rows) => insertCalls(db, rows).returning('call_id').compile().sql,
);

/**
 * For calls of which none is there, as nearly always: SQLite needs a third of its time to return the ids.
 * @throws CallIsThere when there is one
 */
const addedNew: AddCalls = async (db, calls) => {
  const { numAffectedRows } = await NEW_CALLS.runOne(db, calls.map(callRow));
  if (numAffectedRows !== BigInt(calls.length)) throw new CallIsThere();
  return calls;
};

/** For calls of which some are there: after a restart, or when a transaction was in doubt. */
const addedMissing: AddCalls = async (db, calls) => {
  const { rows } = await CALLS.runOne(db, calls.map(callRow));
  const ids = new Set(rows.map((row) => (isObject(row) ? row['call_id'] : undefined)));
  // Of a call that is twice among them one row was added.
  return calls.filter(({ id }) => ids.delete(id));
};

const SUMS = new ChunkedInsert<LedgerHoursTable>(
  (db, rows) =>
    db
      .insertInto('ledger_hours')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns([...SUM_DIMENSIONS])
          .doUpdateSet(
            Object.fromEntries(
              SUM_MEASURES.map((name) => [
                name,
                sql<number>`${sql.ref(`ledger_hours.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
              ]),
            ),
          ),
      )
      .compile().sql,
);

async function addSums(db: Transaction<LedgerTables>, sums: ReadonlyMap<string, SumPart>): Promise<void> {
  const rows = [...sums]
    // Two processes that take rows in different orders would wait for each other.
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, part]) => hoursRow(part));
  await SUMS.run(db, rows);
}

function addTo(sums: Map<string, SumPart>, call: EndedRecord): void {
  for (const part of sumParts(call)) {
    const key = JSON.stringify(Object.values(part.of));
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, part);
    else addMeasures(sum.adds, part.adds);
  }
}

const REFUSALS = new ChunkedInsert<LedgerRefusalsTable>(
  (db, rows) =>
    db
      .insertInto('ledger_refusals')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .compile().sql,
);

async function addRefusals(db: Transaction<LedgerTables>, refusals: readonly RefusedRecord[]): Promise<void> {
  await REFUSALS.run(
    db,
    refusals.map(({ id, hour, keyId, code, count }) => ({ id, hour, key_id: keyId, code, count })),
  );
}
