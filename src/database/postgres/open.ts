import { Kysely, PostgresDialect, sql } from 'kysely';
import type { PoolConfig } from 'pg';
import type { Database } from '../database';
import { DatabaseError } from '../database-error';
import { runMigrations } from '../migrations/run-migrations';
import type { Tables } from '../tables';
import { Announcements, CHANNEL } from './announcements';
import { lendFrom, poolConfig } from './pool';
import { problemOf, reasonOf } from './problem';

/** How often to look for changes that no announcement told of. */
const POLL_MS = 1_000;
/** A migration may wait for another process's, and build an index. */
const MIGRATION_TIMEOUT_MS = 120_000;

/**
 * Opens a PostgreSQL database.
 * @param url `postgres://user:password@host:port/database`, with `?sslmode=…` where TLS is wanted
 * @throws DatabaseError `away` when it cannot be reached
 */
export async function openPostgres(url: string): Promise<Database> {
  const place = placeOf(url);
  const { Pool, Client } = await import('pg');
  const config = poolConfig(url);
  const pool = new Pool(config);
  // A connection that breaks while nobody uses it is replaced when the next query needs one.
  pool.on('error', () => undefined);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: lendFrom(pool) }) });
  const guarded = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (failure) {
      throw inWords(failure, place);
    }
  };
  try {
    await migrate(Pool, config);
  } catch (failure) {
    await db.destroy();
    throw inWords(failure, place);
  }
  return {
    engine: 'postgres',
    place,
    pollMs: POLL_MS,
    read: (work) => guarded(work(db)),
    snapshot: (work) =>
      guarded(db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work)),
    write: (work) =>
      guarded(
        db.transaction().execute(async (transaction) => {
          const result = await work(transaction);
          await sql`select pg_notify(${CHANNEL}, '')`.execute(transaction);
          return result;
        }),
      ),
    watch: (onNews) => {
      const announcements = new Announcements(Client, config, onNews);
      return () => {
        announcements.stop();
      };
    },
    close: () => db.destroy(),
  };
}

/** Migrates on a pool of its own, whose limits leave time for others' migrations and for building an index. */
async function migrate(Pool: typeof import('pg').Pool, config: PoolConfig): Promise<void> {
  const pool = new Pool({
    ...config,
    max: 1,
    statement_timeout: MIGRATION_TIMEOUT_MS,
    lock_timeout: MIGRATION_TIMEOUT_MS,
    query_timeout: MIGRATION_TIMEOUT_MS,
  });
  pool.on('error', () => undefined);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: lendFrom(pool) }) });
  try {
    await runMigrations(db, 'postgres');
  } finally {
    await db.destroy();
  }
}

function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
}

function inWords(failure: unknown, place: string): unknown {
  const problem = problemOf(failure);
  if (failure instanceof DatabaseError || problem === 'other') return failure;
  const reason = reasonOf(failure);
  const message =
    problem === 'torn'
      ? `The database ${place} is damaged (${reason}): restore it from a backup.`
      : `The database ${place} cannot be used (${reason}).`;
  return new DatabaseError(problem, message, failure);
}
