import { chmodSync, closeSync, mkdirSync, openSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { Database } from '../database';
import { DatabaseError } from '../database-error';
import { messageOf } from '../failure-code';
import type { Migration, MigrationTables } from '../migration';
import { runMigrations } from '../run-migrations';
import { NodeSqliteDialect } from './dialect';
import { BUSY_TIMEOUT_MS } from './driver';
import type { TransactionMode } from './driver';
import { problemOf } from './problem';

/** Reading the version takes microseconds, so that others' changes can be looked for often. */
const POLL_MS = 100;
/** How long opening may wait for another process that opens the same file: only one can make it a write-ahead log. */
const OPEN_TIMEOUT_MS = 500;
/** Files up to here are checked through at the start, in some tens of milliseconds. */
const CHECKED_BYTES = 32 * 1024 * 1024;

/**
 * Opens the SQLite database, made with its folder where it is not there, both for their owner alone.
 * @throws DatabaseError `away` when the file cannot be opened, `torn` when it is damaged
 */
export async function openSqlite<Tables>(
  file: string,
  migrations: readonly Migration[],
): Promise<Database<Tables>> {
  const opened: DatabaseSync[] = [];
  const connect: Connect<Tables> = (mode, synchronous = 'full') => {
    const connection = openConnection(file, synchronous);
    opened.push(connection);
    return new Kysely({ dialect: new NodeSqliteDialect(connection, mode) });
  };
  try {
    makePrivate(file);
    const db = connect('immediate');
    // What is read over a time has a connection of its own: a write need not wait for it, nor does it see half of one.
    const snapshots = connect('deferred');
    const [connection] = opened;
    if (connection !== undefined) {
      checkWhole(connection, file);
      const dialect = new NodeSqliteDialect(connection, 'immediate');
      await runMigrations(new Kysely<MigrationTables>({ dialect }), 'sqlite', migrations);
    }
    return databaseOf(file, db, snapshots, connect);
  } catch (failure) {
    for (const connection of opened) connection.close();
    throw inWords(failure, file);
  }
}

type Connect<Tables> = (mode: TransactionMode, synchronous?: 'full' | 'normal') => Kysely<Tables>;

function databaseOf<Tables>(
  file: string,
  db: Kysely<Tables>,
  snapshots: Kysely<Tables>,
  connect: Connect<Tables>,
): Database<Tables> {
  // Its commits do not wait for the disk. Opened with the first of them.
  let quick: Kysely<Tables> | undefined;
  const guarded = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (failure) {
      throw inWords(failure, file);
    }
  };
  const opened = identityOf(file);
  // SQLite would go on writing to a file that has no name any more, and so would be lost.
  const checkInPlace = (): void => {
    if (opened !== identityOf(file)) throw removedError(file);
  };
  return {
    engine: 'sqlite',
    place: file,
    pollMs: POLL_MS,
    read: (work) => guarded(work(db)),
    snapshot: (work) => guarded(snapshots.transaction().execute(work)),
    write: async (work, { durable = true } = {}) => {
      checkInPlace();
      const on = durable ? db : (quick ??= connect('immediate', 'normal'));
      return guarded(on.transaction().execute(work));
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- what is thrown has to be a rejection
    check: async () => {
      checkInPlace();
    },
    // Other processes' writes show at the next look at the version.
    watch: () => () => undefined,
    close: async () => {
      await snapshots.destroy();
      await quick?.destroy();
      await db.destroy();
    },
  };
}

/** Device and number of a file; undefined when it is not there. */
function identityOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}`;
}

function removedError(file: string): DatabaseError {
  return new DatabaseError(
    'removed',
    `The database ${file} was removed or replaced while the service ran: put the file back, or restart the service ` +
      'with the one that is there now.',
  );
}

/** Whether no ordinary user can write to a file's volume any more; SQLite then may speak of a disk error. */
function isVolumeFull(file: string): boolean {
  try {
    const { bavail, ffree, files } = statfsSync(dirname(file));
    return bavail === 0 || (files > 0 && ffree === 0);
  } catch {
    return false;
  }
}

function makePrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
}

function openConnection(file: string, synchronous: 'full' | 'normal'): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: OPEN_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    connection.exec(
      `pragma journal_mode = wal; pragma synchronous = ${synchronous}; pragma trusted_schema = off`,
    );
    connection.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return connection;
  } catch (failure) {
    connection.close();
    throw failure;
  }
}

/** A damage that is found now need not be found by a call. */
function checkWhole(connection: DatabaseSync, file: string): void {
  if (statSync(file).size > CHECKED_BYTES) return;
  const found = connection.prepare('pragma quick_check(1)').get();
  const verdict = found === undefined ? undefined : Object.values(found)[0];
  if (verdict !== 'ok') throw tornError(file);
}

function inWords(failure: unknown, file: string): unknown {
  const problem = problemOf(failure);
  if (failure instanceof DatabaseError || problem === 'other') return failure;
  if (problem === 'torn') return tornError(file, failure);
  const reason = messageOf(failure);
  if (problem === 'full' || (problem === 'away' && isVolumeFull(file))) {
    return new DatabaseError(
      'full',
      `The volume of the database ${file} is full (${reason}): free some space there.`,
      failure,
    );
  }
  const message =
    problem === 'busy'
      ? `The database ${file} is held by another process (${reason}).`
      : `The database ${file} cannot be opened or written (${reason}).`;
  return new DatabaseError(problem, message, failure);
}

function tornError(file: string, cause?: unknown): DatabaseError {
  return new DatabaseError(
    'torn',
    `The database ${file} is damaged: stop every process that uses it, put a backup in its place without ` +
      `${file}-wal and ${file}-shm (or rescue what is left with "sqlite3 ${file} .recover"), and start again.`,
    cause,
  );
}
