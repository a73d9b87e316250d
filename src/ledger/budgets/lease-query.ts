import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Database } from '../../database/database';
import { spentOf } from '../reports/budget-spent';
import type { Spent, SpentAsked, SpentInSlices } from '../reports/budget-spent';
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
  /** What it would like to have; at least what it needs. */
  readonly want: number;
}

/** What it was given. */
export interface LeaseGiven {
  readonly spent: SpentInSlices;
  /** Of what it wanted. */
  readonly granted: number;
  /** What nobody has after that. */
  readonly free: number;
  /** Replicas that have something, this one included. */
  readonly holders: number;
}

/** A lease that was not renewed for so long is free again: its replica is lost. */
const LEASE_MS = 20_000;

/**
 * Gives a replica its share of budgets, so that what is spent and what all replicas have together is never more than the
 * limit, unless they need more already. Each budget is locked for that, in one order.
 * @returns what was given, and the database's time in milliseconds since 1970
 */
export function leaseBudgets(
  database: Database<LedgerTables>,
  { holder, asked }: { readonly holder: string; readonly asked: readonly LeaseAsked[] },
): Promise<{ readonly given: readonly LeaseGiven[]; readonly time: number }> {
  const inOrder = asked
    .map((one, at) => ({ one, at }))
    .sort((a, b) => (a.one.budget < b.one.budget ? -1 : 1));
  return database.write(async (db) => {
    const given: LeaseGiven[] = [];
    for (const { one, at } of inOrder) given[at] = await leaseBudget(db, holder, one);
    const { rows } = await sql<{ time: unknown }>`select ${NOW} as time`.execute(db);
    return { given, time: Number(rows[0]?.time) };
  });
}

async function leaseBudget(
  db: Transaction<LedgerTables>,
  holder: string,
  { budget, unit, limit, spent, need, want }: LeaseAsked,
): Promise<LeaseGiven> {
  // A statement of its own: the next ones see what the last owner of the lock has written.
  await sql`select pg_advisory_xact_lock(hashtextextended(${budget}, 0))`.execute(db);
  const [used = { usd: 0, tokens: 0, calls: 0 }] = await spentOf(db, [spent]);
  const { rows } = await sql<{ amount: unknown; holders: unknown }>`
    select sum(amount) as amount, count(*) as holders from budget_leases
    where budget = ${budget} and holder <> ${holder} and expires_at > ${NOW}`.execute(db);
  const others = Number(rows[0]?.amount ?? 0);
  const free = Math.max(0, limit - used[unit] - others - need);
  const granted = need + Math.min(free, want - need);
  await sql`delete from budget_leases where budget = ${budget} and (holder = ${holder} or expires_at <= ${NOW})`.execute(
    db,
  );
  if (granted > 0) {
    await sql`insert into budget_leases (budget, holder, amount, expires_at)
      values (${budget}, ${holder}, ${granted}, ${NOW} + ${sql.lit(LEASE_MS)})`.execute(db);
  }
  const holders = 1 + Number(rows[0]?.holders ?? 0);
  return { spent: used, granted, free: free - (granted - need), holders };
}

/** Milliseconds since 1970 on the database's clock. */
const NOW = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
