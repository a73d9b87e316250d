import { Injectable } from '@nestjs/common';
import { isDoneWithin } from '../../cancellation/waits';
import { Budgets } from '../../ledger/budgets/budgets';
import type { Charge } from '../../ledger/budgets/charge';
import { CallCost } from '../../ledger/budgets/call-cost';
import type { AdmissionRule, AskedFor, ClosesOnce, EndsWithResponse } from '../admission-rule';
import { Admission } from '../admission';
import { budgetEstimate } from '../budget-estimate';

/** How long a first call may wait for what was spent before this process started. */
const FIRST_READ_MS = 2_000;

/** A virtual key's call reserves what it may use of each budget of its key and groups; one that is used up refuses. */
@Injectable()
export class BudgetRule implements AdmissionRule {
  constructor(
    private readonly budgets: Budgets,
    private readonly cost: CallCost,
  ) {}

  /**
   * What the call asks of its budgets; that is decided together with the buckets, unless this replica leases them. What was
   * spent before is read when a budget is first met.
   */
  prepare(asked: AskedFor): Promise<void> | undefined {
    const { caller, model } = asked;
    if (model === undefined || caller.kind !== 'virtual') return undefined;
    const budgets = this.budgets.of(caller.key, model);
    if (budgets.length === 0) return undefined;
    const charge = (): Charge => this.cost.beforehand(caller.key, model, budgetEstimate(asked));
    const claim = (): Promise<void> | undefined => {
      asked.budgets = this.budgets.claim(budgets, charge(), caller.key, model);
      return this.budgets.lease(asked.budgets);
    };
    if (this.budgets.isKnown(budgets)) return claim();
    const known = Promise.all([this.budgets.read(budgets, charge()), this.cost.ready()]);
    return isDoneWithin(FIRST_READ_MS, known).then(claim);
  }

  hold({ budgets }: AskedFor, _response: ClosesOnce, admission: EndsWithResponse | undefined): void {
    if (admission instanceof Admission) admission.budget = budgets;
    else budgets?.release();
  }
}
