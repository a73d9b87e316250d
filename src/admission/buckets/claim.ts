import type {
  SharedBudgetCharge,
  SharedBudgets,
  SharedBudgetState,
} from '../../ledger/budgets/shared-budget';

/**
 * What a call reserves besides tokens of buckets, and gives back when it ends: of its budgets, and of the calls that may run
 * at once. It is decided together with the buckets, once.
 */
export interface Claim {
  /** What a shared store is asked for. */
  sharedCharges(): readonly SharedBudgetCharge[];
  /**
   * Decides from what this process knows: all of it, or nothing.
   * @param replicas how many have to share what a shared store had, this one included
   * @param sharedBy the store that could not be asked, and is to hear of the end
   */
  decideAlone(replicas?: number, sharedBy?: SharedBudgets): boolean;
  /**
   * A shared store has decided.
   * @param states of the charges of {@link sharedCharges}
   * @param isHeld whether it reserved them; not where one of them refuses, or another limit does
   */
  decided(states: readonly SharedBudgetState[], isHeld: boolean, by: SharedBudgets): void;
  /** Gives back what is reserved; nothing where it is not. */
  release(): void;
}

/** Decides claims one after another: all of them, or none. */
export function decideAll(claims: readonly Claim[], replicas?: number, sharedBy?: SharedBudgets): boolean {
  for (const [at, claim] of claims.entries()) {
    if (claim.decideAlone(replicas, sharedBy)) continue;
    releaseAll(claims.slice(0, at));
    return false;
  }
  return true;
}

/** Another limit has refused. */
export function releaseAll(claims: readonly Claim[]): void {
  for (const claim of claims) claim.release();
}
