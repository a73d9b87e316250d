import type { RegistryView } from '../../registry/memory/registry-view';
import type { Spent, SpentInSlices } from '../reports/spent';
import type { LedgerReader } from '../reports/usage-report';
import type { BudgetAccount } from './budget-account';
import type { BudgetAccounts } from './budget-accounts';
import type { BudgetAlerts } from './budget-alerts';
import type { BudgetClock } from './budget-clock';
import { BudgetLease } from './budget-lease';
import type { LeaseAsked } from './lease-query';
import { spentAsked } from './spent-asked';

/** The ledger as budgets need it. */
export type BudgetLedger = LedgerReader & { settled(): Promise<void>; readonly isOn: boolean };

/** What readings depend on. */
interface ReadingsOptions {
  /** Who this replica is among those that lease; undefined where budgets are not leased. */
  readonly holder: string | undefined;
  /** Whether a shared store has to be told what was used in which slice of time. */
  readonly inSlices: boolean;
}

const NO_SLICES: ReadonlyMap<number, number> = new Map();

/** Brings accounts to what the ledger knows: what was used of them, and what this replica may use before it asks again. */
export class BudgetReadings {
  /** The one that runs, and whose accounts it brings up to date. */
  #running: Promise<void> | undefined;
  #reads: ReadonlySet<BudgetAccount> = new Set();
  #next: Promise<void> | undefined;

  constructor(
    private readonly accounts: Pick<BudgetAccounts, 'inUse'>,
    private readonly registry: Pick<RegistryView, 'group'>,
    private readonly ledger: BudgetLedger,
    private readonly alerts: Pick<BudgetAlerts, 'look'>,
    private readonly clock: Pick<BudgetClock, 'now' | 'heard'>,
    private readonly options: ReadingsOptions,
  ) {}

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Brings up to date what calls met lately. @param met what is wanted; everything where it is not given */
  refresh(met?: readonly BudgetAccount[]): Promise<void> {
    if (this.#running === undefined) {
      this.#running = this.#refresh().finally(() => (this.#running = undefined));
      return this.#running;
    }
    if (met?.every((account) => this.#reads.has(account))) return this.#running;
    // One that runs has begun before these were met; all that wait share the next one.
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.refresh();
    });
    return this.#next;
  }

  /** Reads some accounts that nobody keeps. */
  async readOnce(accounts: readonly BudgetAccount[]): Promise<void> {
    try {
      await this.ledger.settled();
      const spent = await this.#spent(accounts);
      for (const [at, account] of accounts.entries()) read(account, spent[at], 0);
    } catch {
      // The ledger says by itself that it is away.
    }
  }

  /** Resolves when nothing runs; does not reject. */
  async stopped(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  async #refresh(): Promise<void> {
    const accounts = this.accounts.inUse(this.clock.now());
    this.#reads = new Set(accounts);
    if (accounts.length === 0) return;
    // What this process has settled until now is in the database after this; what it settles meanwhile may be too.
    const before = accounts.map(({ own }) => own);
    const { holder } = this.options;
    try {
      await this.ledger.settled();
      const spent =
        holder === undefined ? await this.#spent(accounts) : await this.#renew(holder, accounts, before);
      for (const [at, account] of accounts.entries()) {
        read(account, spent[at], before[at] ?? 0);
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

  #spent(accounts: readonly BudgetAccount[]): Promise<readonly SpentInSlices[]> {
    return this.ledger.query(
      'spent',
      accounts.map((account) => spentAsked(account, this.registry, this.options.inSlices)),
    );
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
      const place = { budget: account.name, unit, spent: spentAsked(account, this.registry, false) };
      if (!hard) return { ...place, limit: 0, need: 0, want: 0 };
      const limit = account.limitAt(now);
      const need = Math.max(0, account.inUse - (settled[at] ?? 0));
      return { ...place, limit, need, want: leaseOf(account, now).ask(need) };
    });
    const sentAt = Date.now();
    const { given, time } = await this.ledger.query('leases', { holder, asked });
    this.clock.heard(time, sentAt);
    for (const [at, account] of accounts.entries()) {
      const [one, question] = [given[at], asked[at]];
      if (one === undefined || question === undefined || !account.budget.hard) continue;
      account.lease?.given(one, question);
    }
    return given.map(({ spent }) => spent);
  }
}

function read(account: BudgetAccount, spent: SpentInSlices | undefined, ownBefore: number): void {
  const { unit } = account.budget;
  account.read(spent?.[unit] ?? 0, slicesIn(spent, unit), ownBefore);
}

/** The lease of a budget; one that has become hard lately has none yet. */
function leaseOf(account: BudgetAccount, now: number): BudgetLease {
  return (account.lease ??= new BudgetLease(account.limitAt(now), account.budget.unit !== 'usd'));
}

function slicesIn(spent: SpentInSlices | undefined, unit: keyof Spent): ReadonlyMap<number, number> {
  if (spent?.slices === undefined) return NO_SLICES;
  return new Map(spent.slices.map((slice) => [slice.start, slice[unit]]));
}
