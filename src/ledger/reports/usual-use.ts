import { sql } from 'kysely';
import type { Database } from '../../database/database';
import type { LedgerTables } from '../store/ledger-tables';

/** What calls that were answered used in the mean. */
export interface UsualUseFound {
  /** In all, by key and alias: of those with the most calls. */
  readonly calls: readonly {
    readonly keyId: string;
    readonly alias: string;
    readonly usd: number;
    readonly tokens: number;
  }[];
  /** Tokens of an answer, by deployment. */
  readonly answers: readonly { readonly deployment: string; readonly tokens: number }[];
}

/** Sums calls since a time (milliseconds since 1970) from the hourly sums. @param most rows of each */
export function usualUse(
  database: Database<LedgerTables>,
  { since, most }: { readonly since: number; readonly most: number },
): Promise<UsualUseFound> {
  const answered = sql`from ledger_hours where hour >= ${sql.lit(since)} and status = 200`;
  const atMost = sql`having sum(calls) > 0 order by sum(calls) desc limit ${sql.lit(most)}`;
  return database.read(async (db) => {
    const calls = await sql<Record<'key_id' | 'alias' | 'usd' | 'tokens' | 'calls', unknown>>`
      select key_id, alias, sum(charged_usd) as usd, sum(input_tokens + output_tokens) as tokens, sum(calls) as calls
      ${answered} and alias <> '' group by key_id, alias ${atMost}`.execute(db);
    const answers = await sql<Record<'deployment' | 'tokens' | 'calls', unknown>>`
      select deployment, sum(output_tokens) as tokens, sum(calls) as calls
      ${answered} group by deployment ${atMost}`.execute(db);
    return {
      calls: calls.rows.map((row) => ({
        keyId: String(row.key_id),
        alias: String(row.alias),
        usd: Number(row.usd) / Number(row.calls),
        tokens: Number(row.tokens) / Number(row.calls),
      })),
      answers: answers.rows.map((row) => ({
        deployment: String(row.deployment),
        tokens: Number(row.tokens) / Number(row.calls),
      })),
    };
  });
}
