import { GatewayError } from '../errors/gateway-error';
import type { BudgetState } from '../ledger/budgets/budget-account';
import { amountText, periodText } from '../ledger/budgets/budget-words';

/** A caller is told to wait for a budget that renews so soon. */
const WORTH_WAITING_MS = 60_000;

/** The 429 of a budget: which one it is, how much of how much is spent, and when it renews. */
export function budgetRefusal({ budget, limit, spent, reserved, renewsAt }: BudgetState): GatewayError {
  const { owner, unit, rolling } = budget;
  const amount = (value: number): string => amountText(unit, value);
  const time = periodText(budget);
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
