import type { DatabaseSync } from 'node:sqlite';
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Dialect, Driver, Kysely } from 'kysely';
import { SqliteDriver } from './driver';
import type { TransactionMode } from './driver';

/** Kysely's SQLite dialect over one connection of `node:sqlite`; Kysely hands it to one query or transaction at a time. */
export class NodeSqliteDialect implements Dialect {
  readonly #connection: DatabaseSync;
  readonly #mode: TransactionMode;

  constructor(connection: DatabaseSync, mode: TransactionMode) {
    this.#connection = connection;
    this.#mode = mode;
  }

  createDriver(): Driver {
    return new SqliteDriver(this.#connection, this.#mode);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new SqliteAdapter();
  }

  createIntrospector(db: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(db);
  }
}
