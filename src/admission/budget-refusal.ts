import { GatewayError } from '../errors/gateway-error';
import type { BudgetState } from '../ledger/budgets/budget-account';

/** A caller is told to wait for a budget that renews so soon. */
const WORTH_WAITING_MS = 60_000;

/** The 429 of a budget: which one it is, how much of how much is spent, and when it renews. */
export function budgetRefusal({ budget, limit, spent, reserved, renewsAt }: BudgetState): GatewayError {
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
