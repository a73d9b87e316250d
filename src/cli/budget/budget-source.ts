import type { BudgetReport } from '../../ledger/budgets/budget-use';
import type { Page, PageRequest } from '../../registry/registry-admin';

/** Budgets and what was used of them, wherever that is told. */
export interface BudgetSource {
  /** What it does not know; undefined where it knows all. */
  readonly remark?: string;
  list(page?: PageRequest): Promise<Page<BudgetReport>>;
  get(ref: string): Promise<BudgetReport>;
}
