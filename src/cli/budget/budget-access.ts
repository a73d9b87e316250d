import type { RegistryAccess, RegistryPlace } from '../registry-access';
import type { RemoteBudgets } from '../remote/remote-budgets';
import type { BudgetSource } from './budget-source';
import type { useLocalBudgets } from './local-budgets';

/** Runs some work on budgets, of the database or, with `--url`, of a running service. */
export async function useBudgets(
  access: RegistryAccess,
  place: RegistryPlace,
  work: (source: BudgetSource) => Promise<void>,
): Promise<void> {
  const service = access.serviceOf(place);
  if (service !== undefined) {
    const remote = await import('../remote/remote-budgets.js');
    const source: RemoteBudgets = new remote.RemoteBudgets(service);
    return work(source);
  }
  const local: { readonly useLocalBudgets: typeof useLocalBudgets } = await import('./local-budgets.js');
  return local.useLocalBudgets(work);
}
