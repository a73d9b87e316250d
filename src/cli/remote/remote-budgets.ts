import type { BudgetReport } from '../../ledger/budgets/budget-use';
import type { Page, PageRequest } from '../../registry/registry-admin';
import type { BudgetSource } from '../budget/budget-source';
import { AdminClient } from './admin-client';
import type { Service } from './admin-client';
import { isBudgetReport } from './record-shapes';

/** The budgets of a running service and what was used of them, by its admin API. */
export class RemoteBudgets implements BudgetSource {
  readonly #client: AdminClient;

  /** @throws UsageError when the address is not one of a service */
  constructor(service: Service) {
    this.#client = new AdminClient(service);
  }

  list(page: PageRequest = {}): Promise<Page<BudgetReport>> {
    return this.#client.page({ method: 'GET', path: ['budgets'], query: { ...page } }, isBudgetReport);
  }

  get(ref: string): Promise<BudgetReport> {
    return this.#client.one({ method: 'GET', path: ['budgets', ref] }, isBudgetReport);
  }
}
