import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';
import type { StoredSpan } from './stored-spans';

/** Whose use since when is asked for. */
export interface SpentAsked {
  readonly keyId?: string | undefined;
  /** The path of a group; those below it count too. */
  readonly group?: string | undefined;
  /** Where the group was before, and until when; milliseconds since 1970. */
  readonly formerGroups?: readonly { readonly path: string; readonly until: number }[] | undefined;
  /** Names, and patterns in which `*` is any text. */
  readonly aliases?: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Where its use is wanted in slices of so many milliseconds too; whole hours, or parts of one. */
  readonly sliceMs?: number | undefined;
}

/** What was used, in each unit of budgets. */
export interface Spent {
  readonly usd: number;
  readonly tokens: number;
  readonly calls: number;
}

/** What an owner used, and in which slices, by their beginnings. */
export interface SpentInSlices extends Spent {
  readonly slices?: readonly (Spent & { readonly start: number })[];
}

/** A part of some time, and the table that tells what was used in it. */
export interface SpentSpan {
  readonly table: SpentTable;
  readonly where: RawBuilder<SqlBool>;
}

/** Tables that tell what was used. */
export type SpentTable = StoredSpan['table'] | 'ledger_calls';

export const NOTHING: Spent = { usd: 0, tokens: 0, calls: 0 };

export function together(one: Spent, other: Spent): Spent {
  return { usd: one.usd + other.usd, tokens: one.tokens + other.tokens, calls: one.calls + other.calls };
}

/** The columns of {@link Spent}, summed. */
export function usedIn(table: SpentTable): RawBuilder<unknown> {
  const calls = table === 'ledger_calls' ? sql`count(*)` : sql`sum(calls)`;
  return sql`sum(charged_usd) as usd, sum(input_tokens + output_tokens) as tokens, ${calls} as calls`;
}

/** PostgreSQL tells its large integers as texts, and no sum of nothing. */
export function readSpent(row: Partial<Record<keyof Spent, unknown>> | undefined): Spent {
  return { usd: Number(row?.usd ?? 0), tokens: Number(row?.tokens ?? 0), calls: Number(row?.calls ?? 0) };
}
