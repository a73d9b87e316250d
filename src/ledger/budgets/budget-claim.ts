import type { BudgetAccount, BudgetRefusal } from './budget-account';
import type { BudgetLease } from './budget-lease';
import type { Charge } from './charge';
import type { SharedBudgetCharge, SharedBudgets, SharedBudgetState } from './shared-budget';

/** What a call asks of one of its budgets. */
interface ClaimPart {
  readonly account: BudgetAccount;
  readonly amount: number;
  /** Whether the call is refused where there is no room. */
  readonly refuses: boolean;
}

/** A lease that is too small for an amount, of a budget of so much. */
interface ShortLease {
  readonly lease: BudgetLease;
  readonly amount: number;
  readonly limit: number;
}

/** What hears of claims. */
export interface ClaimEvents {
  held(): void;
  ended(): void;
  /** What was used of a budget has changed. */
  changed(account: BudgetAccount): void;
}

const NOTHING: Charge = { usd: 0, tokens: 0, calls: 0 };

/**
 * What a call asks of all of its budgets: it is decided once, by a shared store or by what this process knows, and then
 * settled once.
 */
export class BudgetClaim {
  /** Of several budgets that refuse, the last to renew; undefined while none does. */
  refusal: BudgetRefusal | undefined;
  #phase: 'asks' | 'held' | 'ended' = 'asks';
  #sharedBy: SharedBudgets | undefined;

  constructor(
    private readonly parts: readonly ClaimPart[],
    private readonly at: number,
    /** What the call may use, in each unit. */
    readonly charge: Charge,
    private readonly events: ClaimEvents,
  ) {}

  /** What a shared store is asked for. */
  sharedCharges(): readonly SharedBudgetCharge[] {
    return this.parts.map(({ account, amount, refuses }) => ({
      ...account.place(this.at),
      limit: refuses ? account.limitAt(this.at) : Infinity,
      amount,
    }));
  }

  /**
   * Decides from what this process knows: all of the budgets have room, or nothing is reserved.
   * @param replicas see {@link BudgetAccount.hasRoom}
   * @param sharedBy the store that could not be asked, and is to hear of the end
   */
  decideAlone(replicas = 1, sharedBy?: SharedBudgets): boolean {
    if (this.#phase === 'held') return true;
    this.#sharedBy = sharedBy;
    this.refusal = undefined;
    for (const { account, amount, refuses } of this.parts) {
      if (refuses && !account.hasRoom(amount, this.at, replicas)) this.#refuse(account, amount);
    }
    if (this.#isRefused) return false;
    this.#hold();
    return true;
  }

  /**
   * A shared store has decided.
   * @param states of the charges of {@link sharedCharges}
   * @param isHeld whether it reserved them; not where a budget refuses, or another limit does
   */
  decided(states: readonly SharedBudgetState[], isHeld: boolean, by: SharedBudgets): void {
    this.#sharedBy = by;
    if (isHeld) this.#hold();
    this.parts.forEach(({ account, amount }, index) => {
      const state = states[index];
      if (state === undefined) return;
      account.hear(state);
      if (state.refused) this.#refuse(account, amount);
      this.events.changed(account);
    });
  }

  /** The leases that are too small for it, with what it asks of each; none where one of its budgets has nothing left. */
  short(): readonly ShortLease[] {
    const short: ShortLease[] = [];
    for (const { account, amount, refuses } of this.parts) {
      const { lease } = account;
      if (!refuses || account.hasRoom(amount, this.at, 1)) continue;
      if (lease?.mayGrow !== true) return [];
      short.push({ lease, amount, limit: account.limitAt(this.at) });
    }
    return short;
  }

  /** Whether one of its leases should be renewed before it is used up. */
  get hasLowLease(): boolean {
    return this.parts.some(
      ({ account, refuses }) =>
        refuses && account.lease?.isLow(account.inUse, account.limitAt(this.at)) === true,
    );
  }

  /** The true use takes the place of what was reserved; the first call counts. */
  settle(used: Charge): void {
    if (this.#phase !== 'held') return;
    this.#phase = 'ended';
    this.events.ended();
    this.#sharedBy?.settleBudgets(
      this.parts.map(({ account, amount }) => ({
        ...account.place(this.at),
        release: amount,
        used: used[account.budget.unit],
      })),
    );
    for (const { account, amount } of this.parts) {
      account.settle(amount, used[account.budget.unit], this.at);
      this.events.changed(account);
    }
  }

  /** No call came of it. */
  release(): void {
    this.settle(NOTHING);
  }

  get #isRefused(): boolean {
    return this.refusal !== undefined;
  }

  #hold(): void {
    if (this.#phase !== 'asks') return;
    this.#phase = 'held';
    this.events.held();
    for (const { account, amount } of this.parts) account.hold(amount, this.at);
  }

  #refuse(account: BudgetAccount, asked: number): void {
    const known = account.state(this.at);
    const isElsewhere = account.lease !== undefined && known.spent + known.reserved + asked <= known.limit;
    const state = { ...known, asked, at: this.at, isElsewhere };
    if (this.refusal === undefined || state.renewsAt > this.refusal.renewsAt) this.refusal = state;
  }
}
