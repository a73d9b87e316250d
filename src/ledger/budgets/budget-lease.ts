import { leadOf } from './lease-query';
import type { LeaseAsked, LeaseGiven } from './lease-query';

/** A replica that hears nothing from the database in time uses so much of a budget beyond its lease: a twentieth. */
const SLICE_SHARE = 0.05;
/** For so long nobody asks again for what there was not. */
const SHORT_FOR_MS = 1_000;

/** What a replica may use of a budget before it asks the database again. Amounts are in the budget's unit. */
export class BudgetLease {
  /** What it may have in use: reserved by calls that run, or settled and not in the ledger yet. */
  allowed = 0;
  /** What calls wait for. */
  waiting = 0;
  /** What nobody had when the database was last asked, and how many share it. */
  #free: number;
  #holders: number;
  /** What it had then beyond what was in use. */
  #lead = 0;
  /** What was taken of what nobody had, because the database is away. */
  #borrowed = 0;
  #shortUntil = 0;
  #isAway = false;

  /**
   * Nothing, before the database is asked.
   * @param limit what may be used in all
   * @param isCounted whether it is counted in what has no parts
   * @param former of the period before
   */
  constructor(
    limit: number,
    private readonly isCounted: boolean,
    former?: BudgetLease,
  ) {
    this.#free = limit;
    this.#holders = former?.holders ?? 1;
  }

  /** Replicas that had something of the budget, this one included. */
  get holders(): number {
    return this.#holders;
  }

  /** Whether the database may have more: it was not asked lately, or had enough then. */
  get mayGrow(): boolean {
    return !this.#isAway && performance.now() >= this.#shortUntil;
  }

  /**
   * What to ask for: what calls wait for, and of what it has no more than its part of what is left. The rest goes back.
   * @param need what is in use
   */
  ask(need: number): number {
    const unused = Math.max(0, this.allowed - need);
    const part = leadOf(this.#free + unused, this.#holders, this.isCounted);
    const want = need + Math.max(this.waiting, Math.min(unused, part));
    // Until the answer is here nothing is used that the answer may not cover.
    this.allowed = Math.min(this.allowed, want);
    return want;
  }

  given({ granted, free, holders }: LeaseGiven, { need, want }: Pick<LeaseAsked, 'need' | 'want'>): void {
    this.allowed = granted;
    this.#lead = granted - need;
    this.#free = free;
    this.#holders = holders;
    this.#borrowed = 0;
    this.#isAway = false;
    this.#shortUntil = granted < want ? performance.now() + SHORT_FOR_MS : 0;
  }

  /** The database does not answer in time: a slice is used until it does, of what nobody had. */
  late(limit: number): void {
    this.#borrow(this.#slice(limit));
  }

  /** The database is away: what nobody had is shared by all that were there. */
  away(): void {
    this.#borrow(Infinity);
  }

  #slice(limit: number): number {
    const slice = limit * SLICE_SHARE;
    return this.isCounted ? Math.floor(slice) : slice;
  }

  #borrow(atMost: number): void {
    this.#isAway = true;
    const share = Math.min(this.#free / this.#holders, atMost);
    if (share <= this.#borrowed) return;
    this.allowed += share - this.#borrowed;
    this.#borrowed = share;
  }

  /** Whether half of what it had ahead is in use, and the database has more that is worth asking for. */
  isLow(inUse: number, limit: number): boolean {
    return this.mayGrow && this.#free > this.#slice(limit) && this.allowed - inUse < this.#lead / 2;
  }
}
