import { CompiledQuery } from 'kysely';
import type { QueryResult, RawBuilder, Transaction } from 'kysely';
import type { Engine } from '../../database/database';
import { repeatedQuery } from '../../database/repeated-query';
import type { PlainValue } from '../../database/repeated-query';
import type { LedgerTables } from './ledger-tables';

/**
 * Rows that go to the database at once, the most first: well below the parameters that PostgreSQL takes, and so few that what
 * is made of them dies young.
 */
const CHUNKS = [64, 16, 1] as const;

type Rows = readonly (readonly PlainValue[])[];

/**
 * Inserts many rows of one table by statements whose text is made once: making it anew for each batch took longer than the
 * database. PostgreSQL has a statement for each size of a chunk, SQLite one for a row.
 */
export class ChunkedInsert {
  readonly #texts = new Map<number, string>();

  /** @param insert the statement for such rows; all have the same columns in the same order */
  constructor(
    private readonly engine: Engine,
    private readonly insert: (rows: Rows) => RawBuilder<unknown>,
  ) {}

  async run(db: Transaction<LedgerTables>, rows: Rows): Promise<void> {
    for (const { from, to } of chunksOf(rows.length)) await this.runOne(db, rows.slice(from, to));
  }

  /** Inserts rows at once. @param rows one of {@link chunksOf}. @returns what became of it */
  runOne(db: Transaction<LedgerTables>, rows: Rows): Promise<QueryResult<unknown>> {
    return db.executeQuery(
      this.engine === 'sqlite'
        ? repeatedQuery(this.#textFor(db, rows.slice(0, 1)), rows)
        : CompiledQuery.raw(this.#textFor(db, rows), rows.flat()),
    );
  }

  #textFor(db: Transaction<LedgerTables>, rows: Rows): string {
    const text = this.#texts.get(rows.length) ?? this.insert(rows).compile(db).sql;
    this.#texts.set(rows.length, text);
    return text;
  }
}

/** Where the parts begin and end in which a number of rows goes to the database. */
export function* chunksOf(length: number): Generator<{ readonly from: number; readonly to: number }> {
  for (let from = 0; from < length;) {
    const size = CHUNKS.find((chunk) => from + chunk <= length) ?? 1;
    yield { from, to: from + size };
    from += size;
  }
}
