import type { Spent } from '../reports/spent';

/** What a call is charged, in each unit of budgets. */
export type Charge = Spent;
