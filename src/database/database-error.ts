/** What kind of failure a database reported. */
export type DatabaseProblem =
  /** It cannot be reached or opened just now; the next try may succeed. */
  | 'away'
  /** Another writer held it for longer than we wait. */
  | 'busy'
  /** There is no space left where it writes. */
  | 'full'
  /** It answers, and refuses the service: a wrong password, no such database, too many connections, a missing right. */
  | 'refused'
  /** Its file was removed or replaced while it was open: what is written to it now is lost. */
  | 'removed'
  /** It answers, but takes no changes: a PostgreSQL standby. */
  | 'standby'
  /** Its file is damaged. */
  | 'torn'
  /** Anything else: a mistake in a statement, which no waiting repairs. */
  | 'other';

/** A failure of the database in words for an operator: a place and a reason, never a password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    readonly problem: DatabaseProblem,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
