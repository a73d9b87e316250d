import type { DatabaseProblem } from '../database-error';
import { codeOf, messageOf } from '../failure-code';

/**
 * Classes of SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) that tell of the server or the
 * way to it, and not of a statement: connection exceptions, shut down or interrupted by an operator, and system errors.
 */
const AWAY_CLASSES: ReadonlySet<string> = new Set(['08', '57', '58']);
/** Wrong password, no such database, out of resources such as connections. */
const REFUSED_CLASSES: ReadonlySet<string> = new Set(['28', '3D', '53']);
/** No right to a schema or table, as of a user who may not create one (PostgreSQL 15 and later). */
const INSUFFICIENT_PRIVILEGE = '42501';
/**
 * Somebody holds what the statement wants, for longer than it may take (a lock, or a statement that waits for one and is cancelled), or
 * got in its way.
 */
const BUSY: ReadonlySet<string> = new Set(['55P03', '57014', '40001', '40P01']);
const DISK_FULL = '53100';
/** A write to a server that only reads: a standby, or a primary that was made one. */
const READ_ONLY = '25006';
const TORN: ReadonlySet<string> = new Set(['XX001', 'XX002']);
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** What `pg` says, without a code, of a connection that is gone. */
const LOST = /terminated|timeout|ended|closed|not queryable|discarded/i;

/** What a failure of `pg` or of the socket under it means. */
export function problemOf(failure: unknown): DatabaseProblem {
  if (typeof failure !== 'object' || failure === null) return 'other';
  const code = codeOf(failure);
  if (code === undefined) return LOST.test(messageOf(failure)) ? 'away' : 'other';
  if (TORN.has(code)) return 'torn';
  if (code === DISK_FULL) return 'full';
  if (code === READ_ONLY) return 'standby';
  if (BUSY.has(code)) return 'busy';
  if (code === INSUFFICIENT_PRIVILEGE) return 'refused';
  if (SQLSTATE.test(code)) return problemOfClass(code.slice(0, 2));
  // An attempt on several addresses of a name fails with the failures of each.
  return 'syscall' in failure || 'errors' in failure ? 'away' : 'other';
}

function problemOfClass(name: string): DatabaseProblem {
  if (AWAY_CLASSES.has(name)) return 'away';
  return REFUSED_CLASSES.has(name) ? 'refused' : 'other';
}

/** A reason for an operator: the code, and the first line of what the server said. It names no password. */
export function reasonOf(failure: unknown): string {
  const [line = ''] = messageOf(failure).split('\n');
  return [codeOf(failure), line].filter((part) => part !== undefined && part !== '').join(': ');
}
