import type { SharedBudgets, SharedBudgetPlace, SharedBudgetState } from '../ledger/budgets/shared-budget';
import type { ConcurrencyLimit } from '../registry/memory/registry-view';
import type { Claim } from './buckets/claim';

/** A shared store forgets what nobody asks for in a day; who has calls that run then says so again. */
const KEPT_MS = 86_400_000;

/** Calls of this process that run, by the id of the key or group that limits them. */
export class RunningCalls {
  readonly #running = new Map<string, number>();

  of(ownerId: string): number {
    return this.#running.get(ownerId) ?? 0;
  }

  add(ownerId: string, calls: 1 | -1): void {
    const running = this.of(ownerId) + calls;
    if (running > 0) this.#running.set(ownerId, running);
    else this.#running.delete(ownerId);
  }
}

/**
 * A call's places among those that its key and groups may have at the same time. In a shared store they are kept as a budget
 * of which nothing is ever used: the places of a lost replica come back as what it had reserved does.
 */
export class RunningClaim implements Claim {
  /** The limit that leaves no room; undefined while none refuses. */
  refusal: ConcurrencyLimit | undefined;
  #phase: 'asks' | 'held' | 'ended' = 'asks';
  #sharedBy: SharedBudgets | undefined;

  constructor(
    private readonly limits: readonly ConcurrencyLimit[],
    private readonly running: RunningCalls,
  ) {}

  sharedCharges() {
    return this.limits.map(({ ownerId, max }) => ({ ...this.#place(ownerId), limit: max, amount: 1 }));
  }

  decideAlone(replicas = 1, sharedBy?: SharedBudgets): boolean {
    this.#sharedBy = sharedBy;
    this.refusal = this.limits.find(({ ownerId, max }) => {
      const share = Math.max(1, Math.floor(max / replicas));
      return this.running.of(ownerId) >= share;
    });
    if (this.refusal !== undefined) return false;
    this.#hold();
    return true;
  }

  decided(states: readonly SharedBudgetState[], isHeld: boolean, by: SharedBudgets): void {
    this.#sharedBy = by;
    if (isHeld) this.#hold();
    else this.refusal = this.limits.find((_, at) => states[at]?.refused === true);
  }

  release(): void {
    if (this.#phase !== 'held') return;
    this.#phase = 'ended';
    for (const { ownerId } of this.limits) this.running.add(ownerId, -1);
    // Somebody may wait for the place, at another replica.
    this.#sharedBy?.settleBudgets(
      this.limits.map(({ ownerId }) => ({ ...this.#place(ownerId), release: 1, used: 0 })),
      true,
    );
  }

  #hold(): void {
    this.#phase = 'held';
    for (const { ownerId } of this.limits) this.running.add(ownerId, 1);
  }

  #place(ownerId: string): SharedBudgetPlace {
    const known = () => ({ reserved: this.running.of(ownerId), slices: [] });
    return { name: `running:${ownerId}`, slice: 0, first: 0, keepMs: KEPT_MS, isNews: false, known };
  }
}
