import { CompiledQuery } from 'kysely';
import type { Transaction } from 'kysely';
import type { LedgerTables } from './ledger-tables';

/** Rows to a statement, the most first: well below the parameters that either engine takes. */
const CHUNKS = [256, 16, 1] as const;

/**
 * Inserts many rows of one table by statements of few sizes, whose text is made once: making it anew for each batch took
 * longer than the database.
 */
export class ChunkedInsert<Row extends object> {
  readonly #texts = new Map<number, string>();

  /** @param compile the statement's text for such rows; all rows have the same columns in the same order */
  constructor(private readonly compile: (db: Transaction<LedgerTables>, rows: readonly Row[]) => string) {}

  /** @returns what the statements return */
  async run(db: Transaction<LedgerTables>, rows: readonly Row[]): Promise<readonly unknown[]> {
    const returned: unknown[] = [];
    for (let from = 0; from < rows.length;) {
      const size = CHUNKS.find((chunk) => from + chunk <= rows.length) ?? 1;
      const chunk = rows.slice(from, from + size);
      const text = this.#texts.get(size) ?? this.compile(db, chunk);
      this.#texts.set(size, text);
      const values = chunk.flatMap((row) => Object.values(row) as unknown[]);
      const result = await db.executeQuery(CompiledQuery.raw(text, values));
      for (const row of result.rows) returned.push(row);
      from += size;
    }
    return returned;
  }
}
