import type { SharedBudgetSettlement } from '../../../ledger/budgets/shared-budget';

/** What became of claims of budgets, as far as the server has not heard of it; that of one slice of a budget added up. */
export class UnsettledBudgets {
  readonly #settlements = new Map<string, SharedBudgetSettlement>();
  /** What was reserved and has ended, by the budget's name: what waits, and what is on its way. */
  readonly #unheard = new Map<string, number>();
  /** What such calls used, by the places in which it is counted. */
  readonly #unheardUse = new Map<string, number>();
  #waitingSince = 0;

  get size(): number {
    return this.#settlements.size;
  }

  /** How long the oldest has waited, in milliseconds; 0 where nothing waits. */
  get waitedMs(): number {
    return this.size === 0 ? 0 : performance.now() - this.#waitingSince;
  }

  /** What was reserved of a budget, and ended without the server's having heard of it. */
  unheard(name: string): number {
    return this.#unheard.get(name) ?? 0;
  }

  /** What such calls used in a slice: the server adds it when it hears of them. */
  unheardUse(name: string, slice: number): number {
    return this.#unheardUse.get(placeOf({ name, slice })) ?? 0;
  }

  add(settlements: readonly SharedBudgetSettlement[]): void {
    if (this.size === 0) this.#waitingSince = performance.now();
    for (const settlement of settlements) {
      const { name, release, used } = settlement;
      const place = placeOf(settlement);
      const before = this.#settlements.get(place);
      this.#settlements.set(place, {
        ...settlement,
        release: release + (before?.release ?? 0),
        used: used + (before?.used ?? 0),
      });
      addTo(this.#unheard, name, release);
      addTo(this.#unheardUse, place, used);
    }
  }

  /** Hands over the oldest, at most so many; each is to be given to {@link heard} afterwards. */
  take(atMost: number): readonly SharedBudgetSettlement[] {
    if (this.size === 0) return NONE;
    const taken: SharedBudgetSettlement[] = [];
    for (const [place, settlement] of this.#settlements) {
      if (taken.length === atMost) break;
      taken.push(settlement);
      this.#settlements.delete(place);
    }
    return taken;
  }

  /** The server has heard of them, or never will. */
  heard(settlements: readonly SharedBudgetSettlement[]): void {
    for (const settlement of settlements) {
      addTo(this.#unheard, settlement.name, -settlement.release);
      addTo(this.#unheardUse, placeOf(settlement), -settlement.used);
    }
  }

  /** The server never hears of any of those that wait. */
  forget(): void {
    this.heard(this.take(Infinity));
  }
}

const NONE: readonly SharedBudgetSettlement[] = [];
/** What binary fractions leave of nothing. */
const RESIDUE = 1e-9;

function placeOf({ name, slice }: Pick<SharedBudgetSettlement, 'name' | 'slice'>): string {
  return `${name}@${slice}`;
}

function addTo(amounts: Map<string, number>, of: string, amount: number): void {
  const left = (amounts.get(of) ?? 0) + amount;
  if (left > RESIDUE) amounts.set(of, left);
  else amounts.delete(of);
}
