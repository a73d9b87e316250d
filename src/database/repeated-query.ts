import { CompiledQuery } from 'kysely';

/** What a parameter of a {@link RepeatedQuery} may be. */
export type PlainValue = string | number | null;

/**
 * A statement that runs once for each of several lists of parameters, of which its result has all rows and changes together. What a list
 * leaves out at its end is null. SQLite alone takes it: one row after the other costs it less than many rows in one statement, and
 * nothing is waited for in between.
 */
export interface RepeatedQuery extends CompiledQuery {
  readonly runs: readonly (readonly PlainValue[])[];
}

/** Makes one. */
export function repeatedQuery(sql: string, runs: RepeatedQuery['runs']): RepeatedQuery {
  return { ...CompiledQuery.raw(sql), runs };
}

/** Whether a query is one. */
export function isRepeated(query: CompiledQuery): query is RepeatedQuery {
  return 'runs' in query;
}
