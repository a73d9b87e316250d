import { sql } from 'kysely';
import type { Database } from '../../database/database';
import type { LedgerTables } from '../store/ledger-tables';

/** A share of a budget in one period. */
export interface ShareReached {
  /** The budget's name in its period, and its limit. */
  readonly budget: string;
  readonly share: number;
  /** When it was reached, and when it may be told anew; milliseconds since 1970. */
  readonly at: number;
  readonly until: number;
}

/** A note is kept longer than it counts, so that no clock that is off ends it early. */
const KEPT_MS = 2 * 86_400_000;

/** Notes that a share was reached. @returns whether nobody had noted it for this time, on any replica */
export function firstToTell(
  database: Database<LedgerTables>,
  { budget, share, at, until }: ShareReached,
): Promise<boolean> {
  return database.write(async (db) => {
    await sql`delete from budget_alerts where expires_at < ${sql.lit(Math.floor(at) - KEPT_MS)}`.execute(db);
    const { rows } = await sql`insert into budget_alerts (budget, share, expires_at)
      values (${budget}, ${String(share)}, ${Math.ceil(until)})
      on conflict (budget, share) do update set expires_at = excluded.expires_at
        where budget_alerts.expires_at <= ${sql.lit(Math.floor(at))} returning share`.execute(db);
    return rows.length > 0;
  });
}
