import { randomUUID } from 'node:crypto';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Settings } from '../../config/settings';
import { isDoneWithin } from '../../cancellation/waits';
import type { BudgetEntry, RegistryView, VirtualKeyEntry } from '../../registry/memory/registry-view';
import type { SpentInSlices } from '../reports/budget-spent';
import type { LedgerReader } from '../reports/usage-report';
import { BudgetAccount } from './budget-account';
import type { BudgetState } from './budget-account';
import type { BudgetAlerts } from './budget-alerts';
import type { BudgetClock } from './budget-clock';
import { BudgetClaim } from './budget-claim';
import type { ClaimEvents } from './budget-claim';
import { BudgetLease } from './budget-lease';
import { BudgetCalendar } from './budget-window';
import type { Charge } from './charge';
import type { LeaseAsked } from './lease-query';
import { spentAsked } from './spent-asked';

/** What of the settings budgets need. */
type BudgetSettings = Pick<Settings, 'budgetTimezone' | 'databaseUrl' | 'redisUrl'>;

/** The ledger as budgets need it. */
export type BudgetLedger = LedgerReader & { settled(): Promise<void>; readonly isOn: boolean };

const REFRESH_MS = 2_000;
/** Leases are renewed so often, and what was settled counts truly for the other replicas after it. */
const RENEW_MS = 1_000;
/** A call for which the lease is too small waits so long for another one. */
const LEASE_WAIT_MS = 250;
/** For how long after a call its budgets are kept up to date. */
const IN_USE_MS = 60_000;

/** A budget that no call met for so long is read anew when one does. */
const FORGOTTEN_MS = 3_600_000;

const NO_SLICES: ReadonlyMap<number, number> = new Map();

/**
 * Counts what budgets allow: each call reserves what it may use before it is made, and is charged what it used when it has
 * ended. What was used before this process started, and by others, is read from the ledger, each two seconds.
 */
export class Budgets implements OnModuleInit, OnApplicationShutdown {
  readonly #calendar: BudgetCalendar;
  readonly #accounts = new Map<string, BudgetAccount>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #open = 0;
  readonly #events: ClaimEvents;
  /** Who this replica is among those that lease; undefined where budgets are not leased. */
  readonly #holder: string | undefined;

  constructor(
    settings: BudgetSettings,
    private readonly registry: Pick<RegistryView, 'group' | 'budgets'>,
    private readonly ledger: BudgetLedger,
    private readonly alerts: Pick<BudgetAlerts, 'look'>,
    private readonly clock: Pick<BudgetClock, 'now' | 'offsetMs' | 'heard'>,
  ) {
    this.#calendar = new BudgetCalendar(settings.budgetTimezone);
    // Replicas meet in the one or in the other; without both there is one process.
    const isLeased = settings.databaseUrl !== undefined && settings.redisUrl === undefined;
    this.#holder = isLeased && ledger.isOn ? randomUUID() : undefined;
    this.#events = {
      held: () => this.#open++,
      ended: () => this.#open--,
      changed: (account) => {
        this.alerts.look(account);
      },
    };
  }

  onModuleInit(): void {
    if (!this.ledger.isOn) return;
    this.#timer = setInterval(() => void this.refresh(), this.#holder === undefined ? REFRESH_MS : RENEW_MS);
    this.#timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running?.catch(() => undefined);
  }

  /** The time by which budgets go, in milliseconds since 1970. */
  now(): number {
    return this.clock.now();
  }

  /** How far this machine's clock is behind that of budgets, in milliseconds. */
  get clockOffsetMs(): number {
    return this.clock.offsetMs;
  }

  /** Calls that have something reserved. */
  get open(): number {
    return this.#open;
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
    return found.filter(
      ({ aliases }) => aliases === undefined || aliases.some(({ matches }) => matches(alias)),
    );
  }

  /** Whether each of some budgets was read from the ledger since its time began, and lately where that matters. */
  isKnown(budgets: readonly BudgetEntry[]): boolean {
    const now = this.clock.now();
    return budgets.every((budget) => {
      const account = this.#account(budget, now);
      return account.isRead && !account.isStale(now);
    });
  }

  /** What a key's call by an alias asks of its budgets; nothing is reserved before it is decided. */
  claim(
    budgets: readonly BudgetEntry[],
    charge: Charge,
    key: Pick<VirtualKeyEntry, 'name'>,
    alias: string,
  ): BudgetClaim {
    const now = this.clock.now();
    const parts = budgets.map((budget) => {
      const account = this.#account(budget, now);
      // One that is refused meets it too: it is to hear when there is room.
      account.usedAt = now;
      account.ownerName = budget.owner === 'key' ? key.name : this.registry.group(budget.ownerId)?.path;
      return { account, amount: charge[budget.unit], refuses: budget.hard && budget.downgradeTo !== alias };
    });
    return new BudgetClaim(parts, now, charge, this.#events);
  }

  /**
   * Decides a claim where this replica leases its budgets: from memory, unless a lease is too small; then it asks once for
   * more. @returns undefined where the claim is decided, or another has to decide it
   */
  lease(claim: BudgetClaim): Promise<void> | undefined {
    if (this.#holder === undefined) return undefined;
    if (claim.decideAlone()) {
      this.#renewLow(claim);
      return undefined;
    }
    return claim.short().length === 0 ? undefined : this.#leaseMore(claim);
  }

  async #leaseMore(claim: BudgetClaim): Promise<void> {
    const until = performance.now() + LEASE_WAIT_MS;
    for (let left = LEASE_WAIT_MS; left > 0; left = until - performance.now()) {
      const short = claim.short();
      if (short.length === 0) break;
      for (const { lease, amount } of short) lease.waiting += amount;
      const answered = await isDoneWithin(left, this.refresh());
      for (const { lease, amount, limit } of short) {
        lease.waiting -= amount;
        // Those that come next need not wait for it too.
        if (!answered) lease.late(limit);
      }
      if (claim.decideAlone()) return;
    }
    claim.decideAlone();
  }

  #renewLow(claim: BudgetClaim): void {
    if (this.#running === undefined && claim.hasLowLease) void this.refresh();
  }

  /** How some budgets stand. */
  states(budgets: readonly BudgetEntry[]): readonly BudgetState[] {
    const now = this.clock.now();
    return budgets.map((budget) => this.#account(budget, now).state(now));
  }

  /**
   * The accounts of some budgets as they stand, for a report: read anew, without keeping them up to date from then on, and
   * without a lease. One that is not known (see {@link BudgetAccount.isKnown}) is of a ledger that is away.
   */
  async look(budgets: readonly BudgetEntry[]): Promise<readonly BudgetAccount[]> {
    const now = this.clock.now();
    const kept = budgets.map((budget) => this.#current(budget, now));
    const isInUse = (account: BudgetAccount | undefined): account is BudgetAccount =>
      account !== undefined && (!this.ledger.isOn || isMetLately(account, now));
    const looked = budgets.map((budget, at) => {
      const account = kept[at];
      return isInUse(account) ? account : this.#unkept(budget, now);
    });
    const others = looked.filter((account) => !kept.includes(account));
    await Promise.all([
      this.ledger.isOn && others.length < looked.length ? this.refresh() : undefined,
      this.ledger.isOn && others.length > 0 ? this.#readOnce(others) : undefined,
    ]);
    return looked.map((account, at) => (account.isRead ? account : (kept[at] ?? account)));
  }

  async #readOnce(accounts: readonly BudgetAccount[]): Promise<void> {
    try {
      await this.ledger.settled();
      const spent = await this.ledger.query(
        'spent',
        accounts.map((account) => spentAsked(account, this.registry)),
      );
      for (const [at, account] of accounts.entries()) {
        const { unit } = account.budget;
        account.read(spent[at]?.[unit] ?? 0, slicesIn(spent[at], unit), 0);
      }
    } catch {
      // The ledger says by itself that it is away.
    }
  }

  /** How the budgets stand that calls met in the last hour. */
  met(): readonly BudgetState[] {
    const now = this.clock.now();
    const budgets = [...this.#accounts.values()].flatMap(({ budget }) =>
      this.registry.budgets(budget.ownerId).filter(({ id }) => id === budget.id),
    );
    return this.states(budgets.filter((budget) => now - this.#account(budget, now).usedAt < FORGOTTEN_MS));
  }

  /** Reads from the ledger what was used of some budgets, and of those known already. */
  refresh(budgets: readonly BudgetEntry[] = []): Promise<void> {
    const now = this.clock.now();
    for (const budget of budgets) this.#account(budget, now).usedAt = now;
    if (this.#running === undefined) {
      this.#running = this.#refresh().finally(() => (this.#running = undefined));
      return this.#running;
    }
    // One that runs may have begun before these were met; all that wait share the next one.
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.refresh();
    });
    return this.#next;
  }

  async #refresh(): Promise<void> {
    const accounts = this.#inUse(this.clock.now());
    if (accounts.length === 0) return;
    // What this process has settled until now is in the database after this; what it settles meanwhile may be too.
    const before = accounts.map(({ own }) => own);
    try {
      await this.ledger.settled();
      const spent =
        this.#holder === undefined
          ? await this.ledger.query(
              'spent',
              accounts.map((account) => spentAsked(account, this.registry)),
            )
          : await this.#renew(this.#holder, accounts, before);
      for (const [at, account] of accounts.entries()) {
        const { unit } = account.budget;
        account.read(spent[at]?.[unit] ?? 0, slicesIn(spent[at], unit), before[at] ?? 0);
        account.readAt = this.clock.now();
        this.alerts.look(account);
      }
    } catch {
      // The ledger says by itself that it is away; what is known stays in force.
      for (const account of accounts) {
        account.isRead = true;
        account.readAt = this.clock.now();
        account.lease?.away();
      }
    }
  }

  /** Renews the leases of some budgets. @param settled what of each is in the ledger now */
  async #renew(
    holder: string,
    accounts: readonly BudgetAccount[],
    settled: readonly number[],
  ): Promise<readonly SpentInSlices[]> {
    const now = this.clock.now();
    const asked = accounts.map((account, at): LeaseAsked => {
      const { unit, hard } = account.budget;
      const place = { budget: account.name, unit, spent: spentAsked(account, this.registry) };
      if (!hard) return { ...place, limit: 0, need: 0, want: 0 };
      const limit = account.limitAt(now);
      const need = Math.max(0, account.inUse - (settled[at] ?? 0));
      return { ...place, limit, need, want: leaseOf(account, now).ask(need, limit) };
    });
    const sentAt = Date.now();
    const { given, time } = await this.ledger.query('leases', { holder, asked });
    this.clock.heard(time, sentAt);
    for (const [at, account] of accounts.entries()) {
      const one = given[at];
      if (one === undefined || !account.budget.hard) continue;
      account.lease?.given(one, asked[at]?.want ?? 0);
    }
    return given.map(({ spent }) => spent);
  }

  /** Those that calls met lately; what is not there any more is forgotten. */
  #inUse(now: number): BudgetAccount[] {
    const accounts: BudgetAccount[] = [];
    for (const account of this.#accounts.values()) {
      const { budget, usedAt, reserved } = account;
      const entry = this.registry.budgets(budget.ownerId).find(({ id }) => id === budget.id);
      if (entry === undefined || (reserved === 0 && now - usedAt > FORGOTTEN_MS))
        this.#accounts.delete(budget.id);
      else if (isMetLately(account, now)) accounts.push(this.#account(entry, now));
    }
    return accounts;
  }

  /** The account of a budget in the period that it is now. */
  #account(budget: BudgetEntry, now: number): BudgetAccount {
    const current = this.#current(budget, now);
    if (current !== undefined) return current;
    const known = this.#accounts.get(budget.id);
    const window = this.#calendar.window(budget.period, budget.rolling, now);
    // Nothing was used yet of a period that has just begun; a clock that was set back comes to one that has been.
    const isFresh =
      known !== undefined && (known.budget.resetAt !== budget.resetAt || window.start >= known.window.end);
    const account = new BudgetAccount(budget, window, known?.usedAt ?? now, isFresh);
    account.ownerName = known?.ownerName;
    if (budget.rolling && !this.ledger.isOn) account.passing = new Map();
    if (this.#holder !== undefined && budget.hard)
      account.lease = new BudgetLease(account.limitAt(now), budget.unit !== 'usd', known?.lease);
    this.#accounts.set(budget.id, account);
    return account;
  }

  /** The account that is kept of a budget; undefined where there is none of the period that it is now. */
  #current(budget: BudgetEntry, now: number): BudgetAccount | undefined {
    const known = this.#accounts.get(budget.id);
    if (known === undefined || known.budget.resetAt !== budget.resetAt) return undefined;
    known.budget = budget;
    if (budget.rolling) {
      known.moveTo(this.#calendar.window(budget.period, true, now));
      return known;
    }
    return now >= known.window.start && now < known.window.end ? known : undefined;
  }

  /** An account that nobody keeps, of the period that it is now. */
  #unkept(budget: BudgetEntry, now: number): BudgetAccount {
    const window = this.#calendar.window(budget.period, budget.rolling, now);
    return new BudgetAccount(budget, window, now, !this.ledger.isOn);
  }
}

/** Whether a call met it lately, so that it is kept up to date. */
function isMetLately({ reserved, usedAt }: BudgetAccount, now: number): boolean {
  return reserved > 0 || now - usedAt < IN_USE_MS;
}

/** The lease of a budget; one that has become hard lately has none yet. */
function leaseOf(account: BudgetAccount, now: number): BudgetLease {
  return (account.lease ??= new BudgetLease(account.limitAt(now), account.budget.unit !== 'usd'));
}

function slicesIn(spent: SpentInSlices | undefined, unit: keyof Charge): ReadonlyMap<number, number> {
  if (spent?.slices === undefined) return NO_SLICES;
  return new Map(spent.slices.map((slice) => [slice.start, slice[unit]]));
}
