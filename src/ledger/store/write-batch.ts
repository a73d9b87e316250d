import type { Transaction } from 'kysely';
import type { Database } from '../../database/database';
import type { EndedRecord, RefusedRecord } from '../ledger-record';
import { isObject } from '../../json/json-object';
import { endedCallTime } from '../record-reading';
import { chunksOf } from './chunked-insert';
import { DayPartitions } from './day-partitions';
import { LedgerInserts } from './ledger-inserts';
import { HourSums } from './hour-sums';
import { callValues } from './ledger-row';
import type { LedgerTables } from './ledger-tables';
import { storableCall } from './storable-call';

/** Calls as the journal has them. */
export interface CallTexts {
  readonly length: number;
  /** The text of one, which `recordOf` reads. */
  text(at: number): string;
}

/** Calls whose texts are at hand. */
export function listedTexts(texts: readonly string[]): CallTexts {
  return { length: texts.length, text: (at) => texts[at] ?? '' };
}

/** Calls and refusals that go into the store together. */
export interface LedgerBatch {
  /** Of `EndedRecord`s. They are read a few at a time: a batch of them as objects would outlive the young generation. */
  readonly calls: CallTexts;
  readonly refusals: readonly RefusedRecord[];
}

/** Adds calls by one statement. @returns those that were not there yet */
type AddCalls = (
  db: Transaction<LedgerTables>,
  calls: readonly EndedRecord[],
) => Promise<readonly EndedRecord[]>;

/** Undoes a transaction that took all its calls for new ones. */
class CallIsThere extends Error {}

/** Writes batches: one transaction each, in which a call that is there already adds to nothing. */
export class BatchWriter {
  readonly #partitions = new DayPartitions();
  readonly #inserts: LedgerInserts;

  constructor(private readonly database: Database<LedgerTables>) {
    this.#inserts = new LedgerInserts(database.engine);
  }

  async write(batch: LedgerBatch): Promise<void> {
    const { calls, refusals } = batch;
    if (calls.length === 0 && refusals.length === 0) return;
    if (this.database.engine === 'postgres') {
      await this.#partitions.make(this.database, timesOf(calls));
    }
    try {
      await this.#writeBy(this.#addNew, batch);
    } catch (failure) {
      if (!(failure instanceof CallIsThere)) {
        // Another process may have dropped a day's partition in between.
        this.#partitions.forget();
        throw failure;
      }
      await this.#writeBy(this.#addMissing, batch);
    }
  }

  async #writeBy(add: AddCalls, { calls, refusals }: LedgerBatch): Promise<void> {
    await this.database.write(async (db) => {
      const sums = new HourSums();
      for (const { from, to } of chunksOf(calls.length)) {
        for (const call of await add(db, endedCalls(calls, from, to))) sums.add(call);
      }
      await this.#inserts.sums.run(db, sums.rows());
      await this.#inserts.refusals.run(
        db,
        refusals.map(({ id, hour, keyId, code, count }) => [id, hour, keyId, code, count]),
      );
    });
  }

  /**
   * For calls of which none is there, as nearly always: SQLite needs a third of its time to return the ids.
   * @throws CallIsThere when there is one
   */
  readonly #addNew: AddCalls = async (db, calls) => {
    const { numAffectedRows } = await this.#inserts.newCalls.runOne(db, calls.map(callValues));
    if (numAffectedRows !== BigInt(calls.length)) throw new CallIsThere();
    return calls;
  };

  /** For calls of which some are there: after a restart, or when a transaction was in doubt. */
  readonly #addMissing: AddCalls = async (db, calls) => {
    const { rows } = await this.#inserts.missingCalls.runOne(db, calls.map(callValues));
    const ids = new Set(rows.map((row) => (isObject(row) ? row['call_id'] : undefined)));
    // Of a call that is twice among them one row was added.
    return calls.filter(({ id }) => ids.delete(id));
  };
}

function timesOf(calls: CallTexts): readonly number[] {
  const times: number[] = [];
  for (let at = 0; at < calls.length; at++) {
    const time = endedCallTime(calls.text(at));
    if (time !== undefined) times.push(time);
  }
  return times;
}

function endedCalls(calls: CallTexts, from: number, to: number): readonly EndedRecord[] {
  const records: EndedRecord[] = [];
  for (let at = from; at < to; at++) {
    const call = storableCall(calls.text(at));
    if (call !== undefined) records.push(call);
  }
  return records;
}
