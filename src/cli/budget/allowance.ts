import type { BudgetRecord, BudgetUnit } from '../../registry/registry-records';

/** What a budget allows, in words: `$50 a month`, `100 calls a day, 200 calls until …`. */
export function allowanceOf({ unit, amount, period, rolling, raise }: BudgetRecord): string {
  const time = period === 'ever' ? 'in all' : rolling ? `in any ${period}` : `a ${period}`;
  const raised = raise === null ? '' : `, ${amountIn(unit, raise.amount)} until ${raise.until}`;
  return `${amountIn(unit, amount)} ${time}${raised}`;
}

/** `$50`, `1 call`, `2000 tokens`. */
function amountIn(unit: BudgetUnit, amount: number): string {
  return unit === 'usd' ? `$${amount}` : `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}
