import type { Logger } from 'pino';
import type { BudgetAccount } from './budget-account';

/** Of these shares of a budget is told. */
const SHARES = [0.5, 0.8, 1];

/** Tells when a share of a budget is used: once each. */
export class BudgetAlerts {
  constructor(private readonly log: Logger) {}

  /** Looks whether a share was reached. */
  look(account: BudgetAccount): void {
    const { budget, limit, spent } = account.state(Date.now());
    for (const share of SHARES) {
      if (spent < share * limit || account.alerted.has(String(share))) continue;
      account.alerted.add(String(share));
      this.log.warn(
        { alert: true, budget: budget.id, owner: budget.ownerId, unit: budget.unit, spent, amount: limit },
        `A budget is used up to ${share * 100} percent.`,
      );
    }
  }
}
