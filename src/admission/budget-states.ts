import { Inject, Injectable } from '@nestjs/common';
import type { BudgetAccount } from '../ledger/budgets/budget-account';
import { budgetUse } from '../ledger/budgets/budget-use';
import type { BudgetUse } from '../ledger/budgets/budget-use';
import { Budgets } from '../ledger/budgets/budgets';
import type { SharedBudgetCharge, SharedBudgetState } from '../ledger/budgets/shared-budget';
import type { BudgetEntry } from '../registry/memory/registry-view';
import { BucketStore } from './buckets/bucket-store';
import type { Claim } from './buckets/claim';

/** The state of a budget. */
export interface BudgetStanding {
  readonly budget: BudgetEntry;
  /** What may be used in its time, a temporary raise included. */
  readonly limit: number;
  readonly use: BudgetUse;
}

/** Budgets that a shared store is asked about at once: its script holds up every call. */
const ASKED_TOGETHER = 32;

/** Tells the state of budgets: by the ledger, by the calls of this process that run, and by the store that replicas share. */
@Injectable()
export class BudgetStates {
  constructor(
    private readonly budgets: Budgets,
    @Inject(BucketStore) private readonly store: BucketStore,
  ) {}

  /** What was used of each of some budgets. While the ledger or the shared store is away: what was known last. */
  async of(entries: readonly BudgetEntry[]): Promise<readonly BudgetStanding[]> {
    if (entries.length === 0) return [];
    const accounts = await this.budgets.look(entries);
    const now = this.budgets.now();
    for (let at = 0; at < accounts.length; at += ASKED_TOGETHER) {
      await this.store.take([], [], [new Look(accounts.slice(at, at + ASKED_TOGETHER), now)]);
    }
    return accounts.map((account) => {
      const state = account.state(now);
      const { budget, limit, spent } = state;
      return { budget, limit, use: budgetUse({ ...state, spent: account.isKnown ? spent : null }) };
    });
  }
}

/** Asks for the state of budgets as a call does, and reserves nothing: a shared store counts what it is told on the way too. */
class Look implements Claim {
  constructor(
    private readonly accounts: readonly BudgetAccount[],
    private readonly at: number,
  ) {}

  sharedCharges(): readonly SharedBudgetCharge[] {
    return this.accounts.map((account) => ({ ...account.place(this.at), limit: Infinity, amount: 0 }));
  }

  decideAlone(): boolean {
    return true;
  }

  decided(states: readonly SharedBudgetState[]): void {
    for (const [at, account] of this.accounts.entries()) {
      const state = states[at];
      if (state !== undefined) account.hear(state);
    }
  }

  release(): void {
    // Nothing is reserved.
  }
}
