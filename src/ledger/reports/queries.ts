import { firstToTell } from '../budgets/alert-query';
import { leaseBudgets } from '../budgets/lease-query';
import { budgetsSpent } from './budget-spent';
import { listCalls } from './list-calls';
import { keyNames } from './key-names';
import { refusals } from './refusals';
import { usageSums } from './usage-sums';
import { usualUse } from './usual-use';

/** What can be asked of the ledger: each a function of its database and of what can be sent to a worker thread. */
export const QUERIES = {
  calls: listCalls,
  sums: usageSums,
  keyNames,
  refusals,
  spent: budgetsSpent,
  usual: usualUse,
  leases: leaseBudgets,
  firstToTell,
};

/** The name of a query. */
export type QueryName = keyof typeof QUERIES;
/** What a query is asked with. */
export type QueryInput<Name extends QueryName> = Parameters<(typeof QUERIES)[Name]>[1];
/** What a query answers. */
export type QueryOutput<Name extends QueryName> = Awaited<ReturnType<(typeof QUERIES)[Name]>>;
