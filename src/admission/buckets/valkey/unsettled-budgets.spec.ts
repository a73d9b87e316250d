import type { SharedBudgetSettlement } from '../../../ledger/budgets/shared-budget';
import { budgetInput } from './budget-script';
import { UnsettledBudgets } from './unsettled-budgets';

const SLICE = 1_000;

/** A settlement of a budget of which its replica knows that 10 were used, what it settles among them. */
function settlement(release: number, used: number): SharedBudgetSettlement {
  const place = { name: 'b', slice: SLICE, first: SLICE, keepMs: 60_000, isNews: false };
  return { ...place, release, used, known: () => ({ reserved: 2, slices: [[SLICE, 10]] }) };
}

/** What a server that has never heard of the budget is told: reserved, and used. */
function toldWith(
  unheard: UnsettledBudgets,
  budgetSettlements: readonly SharedBudgetSettlement[],
): unknown[] {
  const { args } = budgetInput({ budgetSettlements, budgets: [] }, { holder: 'h', tellsAll: true, unheard });
  return args.slice(-3);
}

describe('what a server that knows nothing is told of a budget', () => {
  it('has no use in it that is told by itself: it would be counted twice', () => {
    const unsettled = new UnsettledBudgets();
    unsettled.add([settlement(5, 3)]);
    const taken = unsettled.take(32);
    // Reserved by calls that run, and by the one that has ended.
    expect(toldWith(unsettled, taken)).toEqual(['7', String(SLICE), '7']);
    // One that waits behind it comes with a later question.
    unsettled.add([settlement(1, 4)]);
    expect(toldWith(unsettled, taken)).toEqual(['8', String(SLICE), '3']);
    unsettled.heard(taken);
    unsettled.forget();
    expect(toldWith(unsettled, taken)).toEqual(['2', String(SLICE), '10']);
  });

  it('is never less than nothing', () => {
    const unsettled = new UnsettledBudgets();
    unsettled.add([settlement(0, 50)]);
    expect(toldWith(unsettled, unsettled.take(32))).toEqual(['2', String(SLICE), '0']);
  });
});
