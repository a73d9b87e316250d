import { DatabaseError } from './database-error';
import type { DatabaseProblem } from './database-error';

/** Where nothing more is known, such as a mistake in a statement or a wrong master key: the log has the reason. */
const UNUSABLE = 'not usable';
const REFUSING = 'refusing the service';

const WORDS: Readonly<Record<DatabaseProblem, string>> = {
  away: 'not reachable',
  busy: 'busy',
  full: 'full',
  refused: REFUSING,
  removed: 'removed or replaced',
  standby: 'read-only, as a standby is',
  torn: 'damaged',
  other: UNUSABLE,
};

/**
 * By what the log tells the causes of one outage apart: a server that goes away does so in many words, one that answers means what it
 * says.
 * @param trouble of {@link troubleOf} @param reason the failure's message
 */
export function outageCause(trouble: string, reason: string): string {
  return trouble === REFUSING || trouble === UNUSABLE ? reason : trouble;
}

/** What probes say that a database is which failed so: words without a place, behind "the database is". */
export function troubleOf(failure: unknown): string {
  return failure instanceof DatabaseError ? WORDS[failure.problem] : UNUSABLE;
}
