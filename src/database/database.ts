import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables';

/** The engines that there are. */
export type Engine = 'sqlite' | 'postgres';

/**
 * An open database whose tables are up to date. Every method rejects with {@link DatabaseError} when the database fails,
 * and within seconds: no wait is unbounded.
 */
export interface Database {
  readonly engine: Engine;
  /** For messages: the file, or host and database; no password. */
  readonly place: string;
  /** How often to look for changes of other processes, in milliseconds. */
  readonly pollMs: number;
  /** Runs queries outside of a transaction. */
  read<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Runs queries that all see the database as it was at the first of them. */
  snapshot<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Runs one transaction, and tells other processes of it (see {@link watch}). What `work` throws rolls it back. */
  write<T>(work: (db: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** Calls back when another process has written, where the engine can tell. Returns how to stop that. */
  watch(onNews: () => void): () => void;
  /**
   * Rejects with {@link DatabaseError} when changes would be refused or lost though reading works: `removed`, `standby`.
   */
  check(): Promise<void>;
  close(): Promise<void>;
}
