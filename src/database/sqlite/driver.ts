import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import { isRepeated } from '../repeated-query';
import { problemOf } from './problem';

/** How transactions begin: writers take the one write lock at once, readers take none. */
export type TransactionMode = 'immediate' | 'deferred';

/** How long a transaction waits for another process's to end. */
const BUSY_WAIT_MS = 2_000;
const BUSY_POLL_MS = 10;
/** How long a statement may hold up the process for a lock, such as a checkpoint's. */
export const BUSY_TIMEOUT_MS = 20;
/** Prepared statements kept for the next time. */
const MAX_STATEMENTS = 200;

/**
 * Drives one connection. `node:sqlite` answers at once or not at all, so a wait inside SQLite would hold up every call of
 * the service: the wait for another process's transaction is therefore here, between two attempts to begin.
 */
export class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #begin: string;

  constructor(
    private readonly database: DatabaseSync,
    mode: TransactionMode,
  ) {
    this.#connection = new SqliteConnection(database);
    this.#begin = `begin ${mode}`;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  async beginTransaction(): Promise<void> {
    const deadline = performance.now() + BUSY_WAIT_MS;
    for (;;) {
      try {
        this.#beginNow();
        return;
      } catch (failure) {
        if (problemOf(failure) !== 'busy' || performance.now() > deadline) throw failure;
      }
      await sleep(BUSY_POLL_MS);
    }
  }

  /** Fails at once where another process writes; waiting in here would hold up every call of the service. */
  #beginNow(): void {
    this.database.exec('pragma busy_timeout = 0');
    try {
      this.database.exec(this.#begin);
    } finally {
      this.database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    }
  }

  commitTransaction(): Promise<void> {
    return atOnce(() => this.database.exec('commit'));
  }

  rollbackTransaction(): Promise<void> {
    // Some failures (a full disk) have rolled it back already.
    return atOnce(() => {
      if (this.database.isTransaction) this.database.exec('rollback');
    });
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return atOnce(() => {
      if (this.database.isOpen) this.database.close();
    });
  }
}

/** A statement that gives its rows as arrays, and the names of their columns; none where it gives no rows. */
interface PreparedStatement {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
}

class SqliteConnection implements DatabaseConnection {
  readonly #statements = new Map<string, PreparedStatement>();

  constructor(private readonly database: DatabaseSync) {}

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return atOnce(() => {
      const { statement, columns } = this.#prepare(query.sql);
      const runs = isRepeated(query) ? query.runs : [query.parameters.map(inputValue)];
      if (columns.length > 0) {
        const rows = runs.flatMap((values) => statement.all(...values));
        // The type of a row is what the query builder says it is: the schema is ours.
        return { rows: rows.map((row) => objectOf(columns, row) as R) };
      }
      let changes = 0;
      for (const values of runs) changes += Number(statement.run(...values).changes);
      return { numAffectedRows: BigInt(changes), rows: [] };
    });
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Queries are read in pages, not streamed.');
  }

  #prepare(sql: string): PreparedStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    const statement = this.database.prepare(sql);
    statement.setReturnArrays(true);
    const made = { statement, columns: statement.columns().map(({ name }) => name) };
    this.#statements.set(sql, made);
    return made;
  }
}

/**
 * Node makes a row's object without a prototype, as a dictionary: slow to make and slower to read. Rows come as arrays
 * therefore, and are made objects of one hidden class here; a million of them in half the time.
 */
function objectOf(columns: readonly string[], given: object): object {
  const values: readonly unknown[] = Array.isArray(given) ? given : Object.values(given);
  const row: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index++) row[columns[index] ?? ''] = values[index];
  return row;
}

function inputValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new TypeError(`SQLite takes texts, numbers and null here, not a ${typeof value}.`);
}

function atOnce<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
