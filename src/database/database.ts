import type { Kysely, Transaction } from 'kysely';

/** The engines that there are. */
export type Engine = 'sqlite' | 'postgres';

/** What a write wants beside its transaction. */
export interface WriteOptions {
  /** Other processes are told of it once it is committed (see {@link Database.watch}). */
  readonly announce?: boolean;
  /** Whether it must outlive a loss of power; true where nothing is said. A crash of the process loses nothing either way. */
  readonly durable?: boolean;
}

/**
 * An open database whose tables are up to date; `Tables` are those of the stored thing that uses it. Every method rejects with {@link DatabaseError} when the database fails,
 * and within seconds: no wait is unbounded.
 */
export interface Database<Tables> {
  readonly engine: Engine;
  /** For messages: the file, or host and database; no password. */
  readonly place: string;
  /** How often to look for changes of other processes, in milliseconds. */
  readonly pollMs: number;
  /** Runs queries outside of a transaction. */
  read<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Runs queries that all see the database as it was at the first of them. */
  snapshot<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Runs one transaction. What `work` throws rolls it back. */
  write<T>(work: (db: Transaction<Tables>) => Promise<T>, options?: WriteOptions): Promise<T>;
  /** Calls back when another process has announced a write, where the engine can tell. Returns how to stop that. */
  watch(onNews: () => void): () => void;
  /**
   * Rejects with {@link DatabaseError} when changes would be refused or lost though reading works: `removed`, `standby`.
   */
  check(): Promise<void>;
  close(): Promise<void>;
}
