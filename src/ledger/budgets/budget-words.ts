import type { BudgetPeriod, BudgetUnit } from '../../registry/registry-records';

/** `$0.5000`, `12 calls`. */
export function amountText(unit: BudgetUnit, amount: number): string {
  return unit === 'usd' ? `$${amount.toFixed(amount < 1 ? 4 : 2)}` : `${Math.round(amount)} ${unit}`;
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
