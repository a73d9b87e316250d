import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Database } from '../../database/database';
import { spentOf } from '../reports/budget-spent';
import { NOTHING } from '../reports/spent';
import type { Spent, SpentAsked, SpentInSlices } from '../reports/spent';
import type { LedgerTables } from '../store/ledger-tables';

/** What one replica asks of one budget. Amounts are in the budget's unit. */
export interface LeaseAsked {
  /** The budget's name in its period, among all replicas. */
  readonly budget: string;
  readonly unit: keyof Spent;
  readonly limit: number;
  readonly spent: SpentAsked;
  /** What the replica has in use now, and may not lose. */
  readonly need: number;
  /** What it has to have for calls that wait, or keeps of what it has; at least what it needs. It gets more where there is. */
  readonly want: number;
}

/** What it was given. */
export interface LeaseGiven {
  readonly spent: SpentInSlices;
  /** What it may have in use. */
  readonly granted: number;
  /** What nobody has after that. */
  readonly free: number;
  /** Replicas that have something, this one included. */
  readonly holders: number;
}

/** A lease that was not renewed for so long is free again: its replica is lost. */
const LEASE_MS = 20_000;

/** Budgets of one transaction, which locks each. */
const BUDGETS_AT_ONCE = 500;

/**
 * Gives a replica its share of budgets, so that what is spent and what all replicas have together is never more than the
 * limit, unless they need more already. Each budget is locked for that, in one order.
 * @returns what was given, and the database's time in milliseconds since 1970
 */
export async function leaseBudgets(
  database: Database<LedgerTables>,
  { holder, asked }: { readonly holder: string; readonly asked: readonly LeaseAsked[] },
): Promise<{ readonly given: readonly LeaseGiven[]; readonly time: number }> {
  const inOrder = asked
    .map((one, at) => ({ one, at }))
    .sort((a, b) => (a.one.budget < b.one.budget ? -1 : 1));
  const given: LeaseGiven[] = [];
  let time = 0;
  for (let from = 0; from < inOrder.length; from += BUDGETS_AT_ONCE) {
    const some = inOrder.slice(from, from + BUDGETS_AT_ONCE);
    await database.write(async (db) => {
      const leased = await leaseSome(
        db,
        holder,
        some.map(({ one }) => one),
      );
      for (const [index, { at }] of some.entries()) {
        const one = leased[index];
        if (one !== undefined) given[at] = one;
      }
      const { rows } = await sql<{ time: unknown }>`select ${NOW} as time`.execute(db);
      time = Number(rows[0]?.time);
    });
  }
  return { given, time };
}

/**
 * What a replica is given ahead, so that its calls need not wait: half of its share of what nobody uses. Each second what is not
 * used of it is shared anew.
 * @param isCounted whether it is counted in what has no parts
 */
export function leadOf(free: number, holders: number, isCounted: boolean): number {
  const lead = free / (2 * holders);
  return isCounted ? Math.floor(lead) : lead;
}

/** @param asked in the order of their names */
async function leaseSome(
  db: Transaction<LedgerTables>,
  holder: string,
  asked: readonly LeaseAsked[],
): Promise<readonly LeaseGiven[]> {
  const names = sql.join(asked.map(({ budget }) => budget));
  // A statement of its own: the next ones see what the last owners of the locks have written.
  await sql`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(array[${names}]::text[]) as name`.execute(
    db,
  );
  const spent = await spentOf(
    db,
    asked.map((one) => one.spent),
  );
  const { rows } = await sql<{ budget: string; amount: unknown; holders: unknown }>`
    select budget, sum(amount) as amount, count(*) as holders from budget_leases
    where budget in (${names}) and holder <> ${holder} and expires_at > ${NOW} group by budget`.execute(db);
  const others = new Map(rows.map((row) => [row.budget, row]));
  const given = asked.map(({ budget, unit, limit, need, want }, at): LeaseGiven => {
    const used = spent[at] ?? NOTHING;
    const other = others.get(budget);
    const free = Math.max(0, limit - used[unit] - Number(other?.amount ?? 0) - need);
    const holders = 1 + Number(other?.holders ?? 0);
    const lead = leadOf(free, holders, unit !== 'usd');
    const granted = need + Math.min(free, Math.max(want - need, lead));
    return { spent: used, granted, free: free - (granted - need), holders };
  });
  await sql`delete from budget_leases
    where budget in (${names}) and (holder = ${holder} or expires_at <= ${NOW})`.execute(db);
  const leases = asked.flatMap(({ budget }, at) => {
    const granted = given[at]?.granted ?? 0;
    return granted > 0
      ? [sql`(${budget}, ${holder}, ${granted}::float8, ${NOW} + ${sql.lit(LEASE_MS)})`]
      : [];
  });
  if (leases.length > 0) {
    await sql`insert into budget_leases (budget, holder, amount, expires_at) values ${sql.join(leases)}`.execute(
      db,
    );
  }
  return given;
}

/** Milliseconds since 1970 on the database's clock. */
const NOW = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
