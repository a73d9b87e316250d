import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Settings } from '../../config/settings';
import type { BudgetEntry, RegistryView, VirtualKeyEntry } from '../../registry/memory/registry-view';
import type { LedgerReader } from '../reports/usage-report';
import type { Spent, SpentAsked } from '../reports/budget-spent';
import { BudgetCalendar } from './budget-window';
import type { BudgetWindow } from './budget-window';

/** What a call is charged, in each unit of budgets. */
export type Charge = Spent;

/** How a budget stands. */
export interface BudgetState {
  readonly budget: BudgetEntry;
  /** What may be used in its time. */
  readonly limit: number;
  readonly spent: number;
  /** What calls that run may still use. */
  readonly reserved: number;
  /** When it renews, in milliseconds since 1970; Infinity for never. */
  readonly renewsAt: number;
}

/** A budget as this process counts it. */
interface Account {
  budget: BudgetEntry;
  window: BudgetWindow;
  /** What the ledger's database knows of. */
  stored: number;
  /** What this process settled since that was read. */
  own: number;
  reserved: number;
  /** When a call last reserved of it; milliseconds since 1970. */
  usedAt: number;
  /** Shares of which was told in this window. */
  readonly told: Set<number>;
}

/** What a call reserved of each of its budgets. */
export class BudgetReservation {
  #ended = false;

  constructor(
    private readonly parts: readonly { readonly account: Account; readonly amount: number }[],
    private readonly at: number,
    private readonly onSettled: (account: Account) => void,
  ) {}

  /** The true use takes the place of what was reserved; the first call counts. */
  settle(used: Charge): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const { account, amount } of this.parts) {
      account.reserved = Math.max(0, account.reserved - amount);
      // A call belongs to the time in which it began.
      if (this.at >= account.window.start) account.own += used[account.budget.unit];
      this.onSettled(account);
    }
  }

  /** No call came of it. */
  release(): void {
    this.settle({ usd: 0, tokens: 0, calls: 0 });
  }
}

/** What of the settings budgets need. */
type BudgetSettings = Pick<Settings, 'budgetTimezone'>;

const REFRESH_MS = 2_000;
/** For how long after a call its budgets are kept up to date. */
const IN_USE_MS = 60_000;
/** Of these shares of a budget is told. */
const SHARES = [0.5, 0.8, 1];

/**
 * Counts what budgets allow: each call reserves what it may use before it is made, and is charged what it used when it has
 * ended. What was used before this process started, and by others, is read from the ledger, each two seconds.
 */
export class Budgets implements OnModuleInit, OnApplicationShutdown {
  readonly #calendar: BudgetCalendar;
  readonly #accounts = new Map<string, Account>();
  #timer: NodeJS.Timeout | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(
    settings: BudgetSettings,
    private readonly registry: Pick<RegistryView, 'group' | 'budgets'>,
    private readonly ledger: LedgerReader & { settled(): Promise<void>; readonly isOn: boolean },
    private readonly log: Logger,
  ) {
    this.#calendar = new BudgetCalendar(settings.budgetTimezone);
  }

  onModuleInit(): void {
    if (!this.ledger.isOn) return;
    this.#timer = setInterval(() => void this.refresh(), REFRESH_MS);
    this.#timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#refreshing?.catch(() => undefined);
  }

  /** The budgets that a key's calls by an alias count for: its own, and those of its groups. */
  of(key: VirtualKeyEntry, alias?: string): readonly BudgetEntry[] {
    let found = this.registry.budgets(key.id);
    let group = key.groupId === undefined ? undefined : this.registry.group(key.groupId);
    while (group !== undefined) {
      const ofGroup = this.registry.budgets(group.id);
      if (ofGroup.length > 0) found = found.length === 0 ? ofGroup : [...found, ...ofGroup];
      group = group.parent;
    }
    if (alias === undefined || found.every(({ aliases }) => aliases === undefined)) return found;
    return found.filter(({ aliases }) => aliases === undefined || aliases.has(alias));
  }

  /** Whether each of some budgets was read from the ledger since the start. */
  isKnown(budgets: readonly BudgetEntry[]): boolean {
    return budgets.every(({ id }) => this.#accounts.has(id));
  }

  /**
   * Reserves what a call may use of all of its budgets, or of none.
   * @returns the state of the budget that refuses, of several the last to renew
   */
  reserve(budgets: readonly BudgetEntry[], charge: Charge): BudgetReservation | BudgetState {
    const now = Date.now();
    let refusing: BudgetState | undefined;
    const accounts = budgets.map((budget) => this.#account(budget, now));
    for (const account of accounts) {
      const { budget, stored, own, reserved } = account;
      if (!budget.hard) continue;
      const state = this.#state(account, now);
      if (stored + own + reserved + charge[budget.unit] <= state.limit * ROUNDING) continue;
      if (refusing === undefined || state.renewsAt > refusing.renewsAt) refusing = state;
    }
    if (refusing !== undefined) return refusing;
    const parts = accounts.map((account) => ({ account, amount: charge[account.budget.unit] }));
    for (const { account, amount } of parts) {
      account.reserved += amount;
      account.usedAt = now;
    }
    return new BudgetReservation(parts, now, this.#settled);
  }

  /** How some budgets stand. */
  states(budgets: readonly BudgetEntry[]): readonly BudgetState[] {
    const now = Date.now();
    return budgets.map((budget) => this.#state(this.#account(budget, now), now));
  }

  /** Reads from the ledger what was used of some budgets, and of those known already. */
  refresh(budgets: readonly BudgetEntry[] = []): Promise<void> {
    const before = this.#refreshing ?? Promise.resolve();
    const running = before.catch(() => undefined).then(() => this.#refresh(budgets));
    this.#refreshing = running;
    return running;
  }

  async #refresh(budgets: readonly BudgetEntry[]): Promise<void> {
    const now = Date.now();
    for (const budget of budgets) this.#account(budget, now);
    const accounts = this.#inUse(now);
    if (accounts.length === 0) return;
    // What this process has settled until now is in the database after this; what it settles meanwhile may be too.
    const before = accounts.map(({ own }) => own);
    try {
      await this.ledger.settled();
      const spent = await this.ledger.query(
        'spent',
        accounts.map((account) => this.#asked(account)),
      );
      for (const [at, account] of accounts.entries()) {
        account.stored = spent[at]?.[account.budget.unit] ?? 0;
        account.own = Math.max(0, account.own - (before[at] ?? 0));
        this.#tell(account);
      }
    } catch {
      // The ledger says by itself that it is away; what is known stays in force.
    }
  }

  /** Those that calls met lately; what is not there any more is forgotten. */
  #inUse(now: number): Account[] {
    const accounts: Account[] = [];
    for (const account of this.#accounts.values()) {
      const { budget, usedAt, reserved } = account;
      const entry = this.registry.budgets(budget.ownerId).find(({ id }) => id === budget.id);
      if (entry === undefined) this.#accounts.delete(budget.id);
      else if (reserved > 0 || now - usedAt < IN_USE_MS) accounts.push(this.#account(entry, now));
    }
    return accounts;
  }

  #asked({ budget, window }: Account): SpentAsked {
    const since = Math.max(Math.floor(window.start), budget.resetAt ?? 0);
    const aliases = budget.aliases === undefined ? undefined : [...budget.aliases];
    if (budget.owner === 'key') return { keyId: budget.ownerId, aliases, since };
    return { group: this.registry.group(budget.ownerId)?.path ?? '', aliases, since };
  }

  #account(budget: BudgetEntry, now: number): Account {
    const window = this.#calendar.window(budget.period, budget.rolling, now);
    const known = this.#accounts.get(budget.id);
    if (known === undefined) {
      const fresh = { stored: 0, own: 0, reserved: 0, usedAt: now, told: new Set<number>() };
      const account: Account = { budget, window, ...fresh };
      this.#accounts.set(budget.id, account);
      return account;
    }
    const isRenewed = !budget.rolling && window.start !== known.window.start;
    if (isRenewed || known.budget.resetAt !== budget.resetAt) {
      known.stored = 0;
      known.own = 0;
      known.told.clear();
    }
    known.budget = budget;
    known.window = window;
    return known;
  }

  #state({ budget, window, stored, own, reserved }: Account, now: number): BudgetState {
    const { raise } = budget;
    const limit = raise !== undefined && now < raise.until ? raise.amount : budget.amount;
    return { budget, limit, spent: stored + own, reserved, renewsAt: window.end };
  }

  readonly #settled = (account: Account): void => {
    this.#tell(account);
  };

  #tell(account: Account): void {
    const { budget, stored, own, told } = account;
    const share = (stored + own) / this.#state(account, Date.now()).limit;
    for (const one of SHARES) {
      if (share < one || told.has(one)) continue;
      told.add(one);
      this.log.warn(
        {
          alert: true,
          budget: budget.id,
          owner: budget.ownerId,
          unit: budget.unit,
          spent: stored + own,
          amount: budget.amount,
        },
        `A budget is used up to ${one * 100} percent.`,
      );
    }
  }
}

/** Binary fractions must not refuse what fits exactly. */
const ROUNDING = 1 + 1e-9;
