import { AMOUNT_BOUNDS } from '../../registry/budgets/budget.record';
import type { BudgetUnit } from '../../registry/registry-records';
import { UsageError } from '../usage-error';

const NUMBER = /^\d{1,13}(\.\d{1,9})?$/;

/** What a budget of a unit may be. @throws UsageError naming the option and what is allowed */
export function budgetAmountOf(option: string, unit: BudgetUnit, text: string): number {
  const { min, max, whole } = AMOUNT_BOUNDS[unit];
  const amount = NUMBER.test(text) ? Number(text) : NaN;
  if (amount >= min && amount <= max && (!whole || Number.isInteger(amount))) return amount;
  throw new UsageError(
    `${option} takes ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}, not '${text}'.`,
  );
}
