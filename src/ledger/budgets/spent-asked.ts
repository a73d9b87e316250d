import type { BudgetEntry, RegistryView } from '../../registry/memory/registry-view';
import type { SpentAsked } from '../reports/spent';
import { sliceMs } from './budget-window';
import type { BudgetWindow } from './budget-window';

/**
 * What to ask the ledger about a budget in its time: of whose use, since when.
 * @param inSlices whether the use of a rolling budget is wanted by slices of its time too
 */
export function spentAsked(
  { budget, window }: { readonly budget: BudgetEntry; readonly window: BudgetWindow },
  registry: Pick<RegistryView, 'group'>,
  inSlices: boolean,
): SpentAsked {
  const { owner, ownerId, period, rolling } = budget;
  const aliases = budget.aliases?.map(({ text }) => text);
  const since = Math.max(Math.floor(window.start), budget.resetAt ?? 0);
  const rest = { aliases, since, sliceMs: inSlices ? sliceMs(period, rolling) : undefined };
  if (owner === 'key') return { keyId: ownerId, ...rest };
  const { path = '', formerPaths } = registry.group(ownerId) ?? {};
  return { group: path, formerGroups: formerPaths, ...rest };
}
