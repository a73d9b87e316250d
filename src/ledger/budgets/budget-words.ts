import type { BudgetPeriod, BudgetUnit } from '../../registry/registry-records';

/** `$0.5000`, `12 calls`. */
export function amountText(unit: BudgetUnit, amount: number): string {
  if (unit === 'usd') return `$${amount.toFixed(amount < 1 ? 4 : 2)}`;
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
