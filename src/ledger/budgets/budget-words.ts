import type { BudgetPeriod, BudgetUnit } from '../../registry/registry-records';

/** A smaller amount of dollars is shown with more digits: a budget may be a thousandth of a cent. */
const SMALL_USD = 0.01;

/** `$0.5000`, `$0.000010`, `12 calls`. */
export function amountText(unit: BudgetUnit, amount: number): string {
  if (unit === 'usd') {
    if (amount > 0 && amount < SMALL_USD) return `$${amount.toFixed(6)}`;
    return `$${amount.toFixed(amount < 1 ? 4 : 2)}`;
  }
  const whole = Math.round(amount);
  return `${whole} ${whole === 1 ? unit.slice(0, -1) : unit}`;
}

/** `this day`, `in the last month`, `in all`. */
export function periodText({
  period,
  rolling,
}: {
  readonly period: BudgetPeriod;
  readonly rolling: boolean;
}): string {
  if (period === 'ever') return 'in all';
  return rolling ? `in the last ${period}` : `this ${period}`;
}
