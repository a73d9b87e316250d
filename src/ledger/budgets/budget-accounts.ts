import type { BudgetEntry, RegistryView } from '../../registry/memory/registry-view';
import { BudgetAccount } from './budget-account';
import { BudgetLease } from './budget-lease';
import type { BudgetCalendar } from './budget-window';

/** For how long after a call its budgets are kept up to date. */
const IN_USE_MS = 60_000;
/** A budget that no call met for so long is read anew when one does. */
const FORGOTTEN_MS = 3_600_000;

/** What accounts depend on. */
interface AccountsOptions {
  readonly calendar: BudgetCalendar;
  /** Whether a ledger tells what was used before. */
  readonly isRead: boolean;
  /** Whether replicas lease what they may use. */
  readonly isLeased: boolean;
}

/** The accounts of the budgets that calls have met, each in the period that it is now. */
export class BudgetAccounts {
  readonly #accounts = new Map<string, BudgetAccount>();

  constructor(
    private readonly registry: Pick<RegistryView, 'budgets'>,
    private readonly options: AccountsOptions,
  ) {}

  /** The account of a budget; it is made where it has none for the present period. */
  of(budget: BudgetEntry, now: number): BudgetAccount {
    const current = this.kept(budget, now);
    if (current !== undefined) return current;
    const { calendar, isRead, isLeased } = this.options;
    const known = this.#accounts.get(budget.id);
    const window = calendar.window(budget.period, budget.rolling, now);
    // Nothing was used yet of a period that has just begun; a clock that was set back comes to one that has been.
    const isFresh =
      known !== undefined && (known.budget.resetAt !== budget.resetAt || window.start >= known.window.end);
    const account = new BudgetAccount(budget, window, known?.usedAt ?? now, isFresh);
    account.ownerName = known?.ownerName;
    if (budget.rolling && !isRead) account.passing = new Map();
    if (isLeased && budget.hard)
      account.lease = new BudgetLease(account.limitAt(now), budget.unit !== 'usd', known?.lease);
    this.#accounts.set(budget.id, account);
    return account;
  }

  /** The account that is kept of a budget; undefined where it has none for the present period. */
  kept(budget: BudgetEntry, now: number): BudgetAccount | undefined {
    const known = this.#accounts.get(budget.id);
    if (known === undefined || known.budget.resetAt !== budget.resetAt) return undefined;
    known.budget = budget;
    if (budget.rolling) {
      known.moveTo(this.options.calendar.window(budget.period, true, now));
      return known;
    }
    return now >= known.window.start && now < known.window.end ? known : undefined;
  }

  /** An account that nobody keeps, of the period that it is now. */
  unkept(budget: BudgetEntry, now: number): BudgetAccount {
    const window = this.options.calendar.window(budget.period, budget.rolling, now);
    return new BudgetAccount(budget, window, now, !this.options.isRead);
  }

  /** Those that calls met lately; what is not there any more is forgotten. */
  inUse(now: number): BudgetAccount[] {
    const accounts: BudgetAccount[] = [];
    for (const account of this.#accounts.values()) {
      const { budget, usedAt, reserved } = account;
      const entry = this.#entryOf(budget);
      if (entry === undefined || (reserved === 0 && now - usedAt > FORGOTTEN_MS))
        this.#accounts.delete(budget.id);
      else if (isMetLately(account, now)) accounts.push(this.of(entry, now));
    }
    return accounts;
  }

  /** Those that calls met in the last hour. */
  met(now: number): BudgetAccount[] {
    return [...this.#accounts.values()].flatMap(({ budget }) => {
      const entry = this.#entryOf(budget);
      const account = entry && this.of(entry, now);
      return account !== undefined && now - account.usedAt < FORGOTTEN_MS ? [account] : [];
    });
  }

  /** Budgets are looked up anew: they may have changed. */
  #entryOf({ ownerId, id }: BudgetEntry): BudgetEntry | undefined {
    return this.registry.budgets(ownerId).find((entry) => entry.id === id);
  }
}

/** Whether a call met it lately, so that it is kept up to date. */
export function isMetLately({ reserved, usedAt }: BudgetAccount, now: number): boolean {
  return reserved > 0 || now - usedAt < IN_USE_MS;
}
