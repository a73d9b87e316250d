import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from '../../database/database';
import type { LedgerTables } from '../store/ledger-tables';

/** Whose use since when is asked for. */
export interface SpentAsked {
  readonly keyId?: string | undefined;
  /** The path of a group; those below it count too. */
  readonly group?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** What was used, in each unit of budgets. */
export interface Spent {
  readonly usd: number;
  readonly tokens: number;
  readonly calls: number;
}

const HOUR_MS = 3_600_000;

/** What was used by each of several owners: from hourly sums, and from the rows of the hour in which its time begins. */
export function budgetsSpent(
  database: Database<LedgerTables>,
  asked: readonly SpentAsked[],
): Promise<readonly Spent[]> {
  return database.read(async (db) => {
    const spent: Spent[] = [];
    for (const one of asked) {
      const hour = Math.ceil(one.since / HOUR_MS) * HOUR_MS;
      const ofHours = await sumOf(db, one, 'ledger_hours', hour, undefined);
      const before = hour === one.since ? NOTHING : await sumOf(db, one, 'ledger_calls', one.since, hour);
      spent.push({
        usd: ofHours.usd + before.usd,
        tokens: ofHours.tokens + before.tokens,
        calls: ofHours.calls + before.calls,
      });
    }
    return spent;
  });
}

const NOTHING: Spent = { usd: 0, tokens: 0, calls: 0 };

async function sumOf(
  db: Kysely<LedgerTables>,
  { keyId, group, aliases }: SpentAsked,
  table: 'ledger_hours' | 'ledger_calls',
  since: number,
  until: number | undefined,
): Promise<Spent> {
  const ofHours = table === 'ledger_hours';
  const time = sql.ref(ofHours ? 'hour' : 'started_at');
  const where = [sql`${time} >= ${sql.lit(since)}`];
  if (until !== undefined) where.push(sql`${time} < ${sql.lit(until)}`);
  if (keyId !== undefined) where.push(sql`key_id = ${keyId}`);
  if (group !== undefined) {
    const below = `${group}/`;
    where.push(sql`(group_path = ${group} or substr(group_path, 1, ${sql.lit(below.length)}) = ${below})`);
  }
  if (aliases !== undefined) where.push(sql`alias in (${sql.join([...aliases])})`);
  const { rows } = await sql<Record<keyof Spent, unknown>>`
    select sum(charged_usd) as usd, sum(input_tokens + output_tokens) as tokens,
      ${ofHours ? sql`sum(calls)` : sql`count(*)`} as calls
    from ${sql.table(table)} where ${sql.join(where, sql` and `)}`.execute(db);
  const [row] = rows;
  return { usd: Number(row?.usd ?? 0), tokens: Number(row?.tokens ?? 0), calls: Number(row?.calls ?? 0) };
}
