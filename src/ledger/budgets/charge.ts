import type { Spent } from '../reports/budget-spent';

/** What a call is charged, in each unit of budgets. */
export type Charge = Spent;
