import { GatewayError } from '../errors/gateway-error';
import type { BudgetRefusal } from '../ledger/budgets/budget-account';
import { amountText, periodText } from '../ledger/budgets/budget-words';

/** A caller is told to wait for a budget that renews so soon. */
const WORTH_WAITING_MS = 60_000;

/** The 429 of a budget: which one it is, how much of how much is spent, and when it renews. */
export function budgetRefusal(refusal: BudgetRefusal): GatewayError {
  const { budget, ownerName, limit, spent, reserved, renewsAt, asked, isElsewhere } = refusal;
  const { owner, unit, aliases } = budget;
  const amount = (value: number): string => amountText(unit, value);
  const which = owner === 'group' ? `of the group ${ownerName}` : 'of this key';
  const of = aliases === undefined ? '' : ` for ${aliases.map(({ text }) => text).join(', ')}`;
  const running = reserved > 0 ? ` (${amount(reserved)} more by calls that run)` : '';
  const used = `${amount(spent)}${running} of ${amount(limit)} ${periodText(budget)}`;
  const left = renewsAt - refusal.at;
  const rest = isElsewhere ? ', and calls at other replicas may use the rest' : '';
  const isUsedUp = !isElsewhere && (spent >= limit || asked <= 0 || unit === 'calls');
  const what = isUsedUp
    ? `is used up: ${used}.`
    : `has not enough left: this call may use ${amount(asked)}, and ${used} is used${rest}. Ask for fewer tokens, or wait.`;
  const message = `The budget ${which}${of} ${what}${renewal(refusal)}`;
  return new GatewayError('BUDGET_EXCEEDED', message, {
    providerCode: 'insufficient_quota',
    retryable: false,
    ...(left <= WORTH_WAITING_MS ? { retryAfterMs: Math.max(0, left) } : renewsAfter(left)),
  });
}

/** Nothing of one that does not renew, or bit by bit. */
function renewsAfter(left: number): { readonly renewsAfterMs?: number } {
  return Number.isFinite(left) ? { renewsAfterMs: left } : {};
}

function renewal({ budget, renewsAt }: BudgetRefusal): string {
  if (Number.isFinite(renewsAt)) return ` It renews at ${new Date(renewsAt).toISOString()}.`;
  return budget.rolling && budget.period !== 'ever'
    ? ' It renews bit by bit.'
    : ' It does not renew: ask its owner to raise it.';
}
