import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Pool, PoolConfig } from 'pg';
import { isDoneWithin } from '../../cancellation/waits';
import type { Database } from '../database';
import { DatabaseError } from '../database-error';
import type { Migration, MigrationTables } from '../migration';
import { runMigrations } from '../run-migrations';
import { Announcements, CHANNEL } from './announcements';
import { connectFirst } from './connect-first';
import type { FoundConfig } from './connect-first';
import { lendFrom, SERVER_BOUNDS } from './pool';
import { problemOf, reasonOf } from './problem';

/** How often to look for changes that no announcement told of. */
const POLL_MS = 1_000;
/** Of a standby, and of a primary that its operator or host made so (as some do when its disk is full). */
const IS_READ_ONLY = "select current_setting('transaction_read_only') = 'on' as read_only";
/** What a session cannot be given through a pooler, a transaction can. */
const LOCAL_BOUNDS = Object.entries(SERVER_BOUNDS)
  .map(([name, ms]) => `set local ${name} = ${ms}`)
  .join('; ');
/** Encodings that take every text; of another one a single letter of a caller would hold up the ledger. */
const EVERY_TEXT: ReadonlySet<string> = new Set(['UTF8', 'SQL_ASCII']);
/** How long the server may take to close what it was told goodbye on. */
const GOODBYE_MS = 1_000;
/** A migration may wait for another process's, and build an index. */
const MIGRATION_TIMEOUT_MS = 120_000;

/**
 * Opens a PostgreSQL database.
 * @param url `postgres://user:password@host:port/database`, with `?sslmode=…` where TLS is wanted
 * Through a pooler that lends server connections by the transaction (PgBouncer), bounds are set in each transaction, and
 * changes of others are found by looking alone.
 * @throws DatabaseError `away` when it cannot be reached, `refused` when it takes neither this user nor every text
 */
export async function openPostgres<Tables>(
  url: string,
  migrations: readonly Migration[],
): Promise<Database<Tables>> {
  const place = placeOf(url);
  const { Pool, Client } = await import('pg');
  let found: FoundConfig;
  try {
    found = await connectFirst(Client, url);
  } catch (failure) {
    throw inWords(failure, place);
  }
  const { config, pooled, encoding } = found;
  if (!EVERY_TEXT.has(encoding)) throw encodingError(place, encoding);
  const pool = new Pool(config);
  hearFailures(pool);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: lendFrom(pool) }) });
  const guarded = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (failure) {
      throw inWords(failure, place);
    }
  };
  try {
    await migrate(Pool, config, migrations);
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
    write: (work, { announce = false } = {}) =>
      guarded(
        db.transaction().execute(async (transaction) => {
          if (pooled) await sql.raw(LOCAL_BOUNDS).execute(transaction);
          const result = await work(transaction);
          if (announce) await sql`select pg_notify(${CHANNEL}, '')`.execute(transaction);
          return result;
        }),
      ),
    check: async () => {
      const client = await guarded(pool.connect());
      let readOnly = false;
      try {
        const { rows } = await guarded(client.query<{ read_only: boolean }>(IS_READ_ONLY));
        readOnly = rows[0]?.read_only === true;
      } finally {
        // A new connection may lead to the new primary.
        client.release(readOnly);
      }
      if (readOnly) throw standbyError(place);
    },
    watch: (onNews) => {
      // In a pooler's server connection LISTEN would be left behind for others.
      if (pooled) return () => undefined;
      const announcements = new Announcements(Client, config, onNews);
      return () => {
        announcements.stop();
      };
    },
    close: () => closed(db),
  };
}

/** Resolves when the connections are closed; a server that is there and answers nothing is not waited for. */
async function closed(db: Pick<Kysely<unknown>, 'destroy'>): Promise<void> {
  const goodbye = db.destroy();
  if (await isDoneWithin(GOODBYE_MS, goodbye)) await goodbye;
}

/**
 * A failure of a connection that nobody hears of ends the process. The pool hears of those that nobody uses: they are replaced
 * when a query needs one. A client just lent is heard by nobody else until its borrower has it, and the server's goodbye may
 * come in the same packet as its welcome.
 */
function hearFailures(pool: Pool): void {
  const ignored = (): void => undefined;
  pool.on('error', ignored);
  pool.on('connect', (client) => {
    client.on('error', ignored);
  });
}

/** Migrates on a pool of its own, whose limits leave time for others' migrations and for building an index. */
async function migrate(
  Pool: typeof import('pg').Pool,
  config: PoolConfig,
  migrations: readonly Migration[],
): Promise<void> {
  const pool = new Pool({
    ...config,
    max: 1,
    ...(config.statement_timeout === undefined
      ? {}
      : { statement_timeout: MIGRATION_TIMEOUT_MS, lock_timeout: MIGRATION_TIMEOUT_MS }),
    query_timeout: MIGRATION_TIMEOUT_MS,
  });
  hearFailures(pool);
  const db = new Kysely<MigrationTables>({ dialect: new PostgresDialect({ pool: lendFrom(pool) }) });
  try {
    await runMigrations(db, 'postgres', migrations);
  } finally {
    await db.destroy();
  }
}

function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === '' ? '5432' : port}${pathname}`;
}

function encodingError(place: string, encoding: string): DatabaseError {
  return new DatabaseError(
    'refused',
    `The database ${place} has the encoding ${encoding}, which cannot hold every text: make one with UTF8 ` +
      '(createdb --encoding=UTF8 --template=template0), and bring over what is in this one by pg_dump and pg_restore.',
  );
}

function standbyError(place: string, cause?: unknown): DatabaseError {
  return new DatabaseError(
    'standby',
    `The database ${place} is read-only, as a standby is: LLM_PROXY__DATABASE_URL has to lead to the primary.`,
    cause,
  );
}

function inWords(failure: unknown, place: string): unknown {
  const problem = problemOf(failure);
  if (failure instanceof DatabaseError || problem === 'other') return failure;
  if (problem === 'standby') return standbyError(place, failure);
  const reason = reasonOf(failure);
  if (problem === 'full') {
    const words = `The disk of the database ${place} is full (${reason}): free some space there.`;
    return new DatabaseError(problem, words, failure);
  }
  if (problem === 'torn') {
    const words = `The database ${place} is damaged (${reason}): restore it from a backup.`;
    return new DatabaseError(problem, words, failure);
  }
  return new DatabaseError(problem, `The database ${place} cannot be used (${reason}).`, failure);
}
