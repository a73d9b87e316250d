import { randomUUID } from 'node:crypto';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Settings } from '../../config/settings';
import { isDoneWithin } from '../../cancellation/waits';
import type { BudgetEntry, RegistryView, VirtualKeyEntry } from '../../registry/memory/registry-view';
import type { BudgetAccount, BudgetState } from './budget-account';
import { BudgetAccounts, isMetLately } from './budget-accounts';
import type { BudgetAlerts } from './budget-alerts';
import type { BudgetClock } from './budget-clock';
import { BudgetClaim } from './budget-claim';
import type { ClaimEvents } from './budget-claim';
import { BudgetReadings } from './budget-readings';
import type { BudgetLedger } from './budget-readings';
import { BudgetCalendar } from './budget-window';
import type { Charge } from './charge';

/** What of the settings budgets need. */
type BudgetSettings = Pick<Settings, 'budgetTimezone' | 'databaseUrl' | 'redisUrl'>;

const REFRESH_MS = 2_000;
/** Leases are renewed so often, and what was settled counts truly for the other replicas after it. */
const RENEW_MS = 1_000;
/** A call for which the lease is too small waits so long for another one. */
const LEASE_WAIT_MS = 250;

/**
 * Counts what budgets allow: each call reserves what it may use before it is made, and is charged what it used when it has
 * ended. What was used before this process started, and by others, is read from the ledger, each two seconds.
 */
export class Budgets implements OnModuleInit, OnApplicationShutdown {
  readonly #accounts: BudgetAccounts;
  readonly #readings: BudgetReadings;
  readonly #isLeased: boolean;
  #timer: NodeJS.Timeout | undefined;
  #open = 0;
  readonly #events: ClaimEvents;

  constructor(
    settings: BudgetSettings,
    private readonly registry: Pick<RegistryView, 'group' | 'budgets'>,
    private readonly ledger: BudgetLedger,
    alerts: Pick<BudgetAlerts, 'look'>,
    private readonly clock: Pick<BudgetClock, 'now' | 'offsetMs' | 'heard'>,
  ) {
    const calendar = new BudgetCalendar(settings.budgetTimezone);
    // Replicas meet in the one or in the other; without both there is one process.
    const isShared = settings.redisUrl !== undefined;
    this.#isLeased = settings.databaseUrl !== undefined && !isShared && ledger.isOn;
    this.#accounts = new BudgetAccounts(registry, {
      calendar,
      isRead: ledger.isOn,
      isLeased: this.#isLeased,
    });
    this.#readings = new BudgetReadings(this.#accounts, registry, ledger, alerts, clock, {
      holder: this.#isLeased ? randomUUID() : undefined,
      inSlices: isShared,
    });
    this.#events = {
      held: () => this.#open++,
      ended: () => this.#open--,
      changed: (account) => {
        alerts.look(account);
      },
    };
  }

  onModuleInit(): void {
    if (!this.ledger.isOn) return;
    this.#timer = setInterval(() => void this.refresh(), this.#isLeased ? RENEW_MS : REFRESH_MS);
    this.#timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#readings.stopped();
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
      const account = this.#accounts.of(budget, now);
      return account.isRead && !account.isStale(now);
    });
  }

  /**
   * Reads from the ledger what was used of some budgets that a call has met, and of those known already.
   * @param charge what the call may use: where budgets are leased it is asked for together with that
   */
  async read(budgets: readonly BudgetEntry[], charge: Charge): Promise<void> {
    const now = this.clock.now();
    const met = budgets.map((budget) => this.#accounts.of(budget, now));
    for (const account of met) {
      account.usedAt = now;
      if (account.lease !== undefined) account.lease.waiting += charge[account.budget.unit];
    }
    try {
      await this.#readings.refresh(met);
    } finally {
      for (const { lease, budget } of met) if (lease !== undefined) lease.waiting -= charge[budget.unit];
    }
  }

  /** Brings what calls met lately to what the ledger knows now. */
  refresh(): Promise<void> {
    return this.#readings.refresh();
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
      const account = this.#accounts.of(budget, now);
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
    if (!this.#isLeased) return undefined;
    if (claim.decideAlone()) {
      if (!this.#readings.isRunning && claim.hasLowLease) void this.#readings.refresh();
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
      const answered = await isDoneWithin(left, this.#readings.refresh());
      for (const { lease, amount, limit } of short) {
        lease.waiting -= amount;
        // Those that come next need not wait for it too.
        if (!answered) lease.late(limit);
      }
      if (claim.decideAlone()) return;
    }
    claim.decideAlone();
  }

  /** The state of some budgets. */
  states(budgets: readonly BudgetEntry[]): readonly BudgetState[] {
    const now = this.clock.now();
    return budgets.map((budget) => this.#accounts.of(budget, now).state(now));
  }

  /**
   * The accounts of some budgets in their present state, for a report: read anew, without keeping them up to date from then on, and
   * without a lease. One that is not known (see {@link BudgetAccount.isKnown}) is of a ledger that is away.
   */
  async look(budgets: readonly BudgetEntry[]): Promise<readonly BudgetAccount[]> {
    const now = this.clock.now();
    const kept = budgets.map((budget) => this.#accounts.kept(budget, now));
    const isInUse = (account: BudgetAccount | undefined): account is BudgetAccount =>
      account !== undefined && (!this.ledger.isOn || isMetLately(account, now));
    const looked = budgets.map((budget, at) => {
      const account = kept[at];
      return isInUse(account) ? account : this.#accounts.unkept(budget, now);
    });
    const others = looked.filter((account) => !kept.includes(account));
    await Promise.all([
      this.ledger.isOn && others.length < looked.length ? this.#readings.refresh() : undefined,
      this.ledger.isOn && others.length > 0 ? this.#readings.readOnce(others) : undefined,
    ]);
    return looked.map((account, at) => (account.isRead ? account : (kept[at] ?? account)));
  }

  /** The state of the budgets that calls met in the last hour. */
  met(): readonly BudgetState[] {
    const now = this.clock.now();
    return this.#accounts.met(now).map((account) => account.state(now));
  }
}
