import { toBillionths } from '../to-billionths';
import type { BudgetRecord } from '../../registry/registry-records';

/** What was used of a budget in its time, in the budget's unit. */
export interface BudgetUse {
  /** What was charged; null where the ledger cannot be asked. */
  readonly used: number | null;
  /** What calls that run may still use; null where that is not known. */
  readonly reserved: number | null;
  /** What is left for further calls, a temporary raise included; never below 0, null where that is not known. */
  readonly remaining: number | null;
  /** When it renews; null for never, and for a rolling one, which renews bit by bit. */
  readonly renews_at: string | null;
}

/** A budget, and what was used of it. */
export type BudgetReport = BudgetRecord & BudgetUse;

/** The state of a budget, as far as that is known. */
interface KnownUse {
  readonly limit: number;
  readonly spent: number | null;
  readonly reserved: number | null;
  /** Milliseconds since 1970; Infinity for never. */
  readonly renewsAt: number;
}

/** The state of a budget, as it is shown. */
export function budgetUse({ limit, spent, reserved, renewsAt }: KnownUse): BudgetUse {
  return {
    used: spent === null ? null : toBillionths(spent),
    reserved: reserved === null ? null : toBillionths(reserved),
    remaining: spent === null ? null : toBillionths(Math.max(0, limit - spent - (reserved ?? 0))),
    renews_at: Number.isFinite(renewsAt) ? new Date(renewsAt).toISOString() : null,
  };
}
