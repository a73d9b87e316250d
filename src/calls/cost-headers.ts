import type { BudgetState } from '../ledger/budgets/budget-account';

const COST_HEADER = 'x-llm-proxy-cost';
const LEFT_HEADER = 'x-llm-proxy-budget-remaining';
const DECIMALS = 9;

/**
 * What an answer's head tells of money: the cost in US dollars (`0.00602375`, or `unknown` where a price is not known), and of each unit
 * what is left in the tightest budget (`usd=0.82, tokens=1200`).
 * @param charge undefined while the cost is not known, as at the head of a stream
 * @param budgets those that the call counts for
 */
export function costHeaders(
  charge: { readonly usd: number; readonly isPriced: boolean } | undefined,
  budgets: readonly BudgetState[],
): Readonly<Record<string, string>> {
  const left = new Map<string, number>();
  for (const { budget, limit, spent, reserved } of budgets) {
    const remaining = Math.max(0, limit - spent - reserved);
    left.set(budget.unit, Math.min(left.get(budget.unit) ?? Infinity, remaining));
  }
  const shown = [...left].map(([unit, remaining]) => `${unit}=${decimal(remaining)}`).join(', ');
  return {
    ...(charge !== undefined && { [COST_HEADER]: charge.isPriced ? decimal(charge.usd) : 'unknown' }),
    ...(shown !== '' && { [LEFT_HEADER]: shown }),
  };
}

/** Never with an exponent, which not everybody reads. */
function decimal(value: number): string {
  const [whole = '0', fraction = ''] = value.toFixed(DECIMALS).split('.');
  let end = fraction.length;
  while (end > 0 && fraction[end - 1] === '0') end--;
  return end === 0 ? whole : `${whole}.${fraction.slice(0, end)}`;
}
