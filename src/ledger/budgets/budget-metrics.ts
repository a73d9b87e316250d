import { Inject, Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { Budgets } from './budgets';

/** Budgets that are shown at most: those that are used up most. */
const MAX_SHOWN = 100;

/** How budgets that calls met lately are used, for Prometheus. Read at the scrape. */
@Injectable()
export class BudgetMetrics {
  constructor(@Inject(Registry) registry: Registry, budgets: Budgets) {
    new Gauge({
      name: 'llm_proxy_budget_used_share',
      help: `What was used of a budget that calls met in the last hour, 1 for all of it; of the ${MAX_SHOWN} that are used up most.`,
      labelNames: ['budget', 'owner', 'name'],
      registers: [registry],
      collect() {
        this.reset();
        const shown = budgets
          .met()
          .map(({ budget, ownerName, spent, limit }) => ({ budget, ownerName, share: spent / limit }))
          .sort((one, other) => other.share - one.share)
          .slice(0, MAX_SHOWN);
        for (const { budget, ownerName, share } of shown) {
          this.set({ budget: budget.id, owner: budget.owner, name: ownerName }, share);
        }
      },
    });
    new Gauge({
      name: 'llm_proxy_budget_reservations_open',
      help: 'Calls that have something of a budget reserved.',
      registers: [registry],
      collect() {
        this.set(budgets.open);
      },
    });
  }
}
