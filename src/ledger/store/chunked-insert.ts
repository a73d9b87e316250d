import { CompiledQuery } from 'kysely';
import type { QueryResult, Transaction } from 'kysely';
import type { LedgerTables } from './ledger-tables';

/**
 * Rows to a statement, the most first: well below the parameters that either engine takes, and so few that what is made of
 * them dies young.
 */
const CHUNKS = [64, 16, 1] as const;

/**
 * Inserts many rows of one table by statements of few sizes, whose text is made once: making it anew for each batch took
 * longer than the database.
 */
export class ChunkedInsert<Row extends object> {
  readonly #texts = new Map<number, string>();

  /** @param compile the statement's text for such rows; all rows have the same columns in the same order */
  constructor(private readonly compile: (db: Transaction<LedgerTables>, rows: readonly Row[]) => string) {}

  async run(db: Transaction<LedgerTables>, rows: readonly Row[]): Promise<void> {
    for (const chunk of chunksOf(rows)) await this.runOne(db, chunk);
  }

  /** Inserts rows by one statement. @param rows one of {@link chunksOf}. @returns what became of it */
  async runOne(db: Transaction<LedgerTables>, rows: readonly Row[]): Promise<QueryResult<unknown>> {
    const text = this.#texts.get(rows.length) ?? this.compile(db, rows);
    this.#texts.set(rows.length, text);
    const values: unknown[] = [];
    for (const row of rows) values.push(...(Object.values(row) as unknown[]));
    return db.executeQuery(CompiledQuery.raw(text, values));
  }
}

/** The same, divided by the number of rows that a statement takes. */
export function* chunksOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length;) {
    const size = CHUNKS.find((chunk) => from + chunk <= all.length) ?? 1;
    yield all.slice(from, from + size);
    from += size;
  }
}
