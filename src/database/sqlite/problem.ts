import type { DatabaseProblem } from '../database-error';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html). */
const PROBLEMS: Readonly<Record<number, DatabaseProblem>> = {
  5: 'busy', // BUSY
  6: 'busy', // LOCKED
  8: 'away', // READONLY
  10: 'away', // IOERR
  11: 'torn', // CORRUPT
  13: 'full', // FULL
  14: 'away', // CANTOPEN
  15: 'busy', // PROTOCOL: a lock of the write-ahead log
  23: 'away', // AUTH
  26: 'torn', // NOTADB
};

/** What a failure of `node:sqlite` or of the file system means. */
export function problemOf(failure: unknown): DatabaseProblem {
  if (typeof failure !== 'object' || failure === null) return 'other';
  if ('errcode' in failure && typeof failure.errcode === 'number') {
    return PROBLEMS[failure.errcode & 0xff] ?? 'other';
  }
  if ('code' in failure && (failure.code === 'ENOSPC' || failure.code === 'EDQUOT')) return 'full';
  const fromFileSystem = 'syscall' in failure;
  return fromFileSystem ? 'away' : 'other';
}
