import { Injectable } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { GatewayError } from '../../errors/gateway-error';
import { BudgetReservation, Budgets } from '../../ledger/budgets/budgets';
import type { BudgetState } from '../../ledger/budgets/budgets';
import { CallCost } from '../../ledger/budgets/call-cost';
import type { AdmissionRule, AskedFor, EndsWithResponse } from '../admission-rule';
import { Admission } from '../admission';

/** How long a first call may wait for what was spent before this process started. */
const FIRST_READ_MS = 2_000;
/** A caller is told to wait for a budget that renews so soon. */
const WORTH_WAITING_MS = 60_000;

/** A virtual key's call reserves what it may use of each budget of its key and groups; one that is used up refuses. */
@Injectable()
export class BudgetRule implements AdmissionRule {
  readonly #reserved = new WeakMap<AskedFor, BudgetReservation>();

  constructor(
    private readonly budgets: Budgets,
    private readonly cost: CallCost,
  ) {}

  /** What was spent of a budget before is read when it is first met. */
  prepare({ caller, model }: AskedFor): Promise<void> | undefined {
    if (model === undefined || caller.kind !== 'virtual') return undefined;
    const budgets = this.budgets.of(caller.key, model);
    if (budgets.length === 0 || this.budgets.isKnown(budgets)) return undefined;
    return within(FIRST_READ_MS, this.budgets.refresh(budgets));
  }

  /** @throws GatewayError BUDGET_EXCEEDED when a hard budget has not enough left */
  enter(asked: AskedFor): void {
    const { caller, model, promptTokens, answerTokens } = asked;
    if (model === undefined || caller.kind !== 'virtual') return;
    const budgets = this.budgets.of(caller.key, model);
    if (budgets.length === 0) return;
    const charge = this.cost.beforehand(caller.key, model, { input: promptTokens, output: answerTokens });
    const reserved = this.budgets.reserve(budgets, charge);
    if (!(reserved instanceof BudgetReservation)) throw budgetExceeded(reserved);
    this.#reserved.set(asked, reserved);
  }

  leave(asked: AskedFor): void {
    this.#reserved.get(asked)?.release();
  }

  hold(asked: AskedFor, _response: ServerResponse, admission: EndsWithResponse | undefined): void {
    const reserved = this.#reserved.get(asked);
    if (admission instanceof Admission) admission.budget = reserved;
    else reserved?.release();
  }
}

function budgetExceeded({ budget, limit, spent, reserved, renewsAt }: BudgetState): GatewayError {
  const { owner, unit, period, rolling } = budget;
  const amount = (value: number): string =>
    unit === 'usd' ? `$${value.toFixed(value < 1 ? 4 : 2)}` : `${Math.round(value)} ${unit}`;
  const time = period === 'ever' ? 'in all' : rolling ? `in the last ${period}` : `this ${period}`;
  const left = renewsAt - Date.now();
  const renews = Number.isFinite(renewsAt)
    ? ` It renews at ${new Date(renewsAt).toISOString()}.`
    : rolling
      ? ' It renews bit by bit.'
      : ' It does not renew: ask its owner to raise it.';
  const running = reserved > 0 ? ` (${amount(reserved)} more by calls that run)` : '';
  const message = `The budget of this key${owner === 'group' ? "'s group" : ''} is used up: ${amount(spent)}${running} of ${amount(limit)} ${time}.${renews}`;
  return new GatewayError('BUDGET_EXCEEDED', message, {
    providerCode: 'insufficient_quota',
    retryable: false,
    ...(left <= WORTH_WAITING_MS && { retryAfterMs: Math.max(0, left) }),
  });
}

/** Waits for some work, but not for longer than a time in milliseconds. */
function within(ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void work.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
