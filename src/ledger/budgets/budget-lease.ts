import type { LeaseGiven } from './lease-query';

/** A replica asks for so much of a budget at once: a twentieth. */
const SLICE_SHARE = 0.05;
/** What calls asked for counts half as much after so long. */
const DEMAND_HALVES_MS = 1_000;
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
  /** What was taken of that, because the database is away. */
  #borrowed = 0;
  #shortUntil = 0;
  /** What calls reserved since the database was last asked, and in about two seconds before. */
  #held = 0;
  #demand = 0;
  #askedAt = 0;
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

  /** What to ask for. @param need what is in use */
  ask(need: number, limit: number): number {
    const now = performance.now();
    this.#demand = this.#held + this.#demand * 0.5 ** ((now - this.#askedAt) / DEMAND_HALVES_MS);
    this.#held = 0;
    this.#askedAt = now;
    const want = need + Math.max(this.#ahead(limit), this.waiting);
    // Until the answer is here nothing is used that the answer may not cover.
    this.allowed = Math.min(this.allowed, want);
    return want;
  }

  /** A call has reserved so much. */
  held(amount: number): void {
    this.#held += amount;
  }

  given({ granted, free, holders }: LeaseGiven, want: number): void {
    this.allowed = granted;
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

  /** What to have before it is asked for: a slice, or what calls asked for lately, as far as that leaves the others theirs. */
  #ahead(limit: number): number {
    const fair = this.#free / (2 * this.#holders);
    const demand = this.isCounted
      ? Math.min(Math.ceil(this.#demand), Math.floor(fair))
      : Math.min(this.#demand, fair);
    return Math.max(this.#slice(limit), demand);
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

  /** Whether less than half of that is left which should be there ahead. */
  isLow(inUse: number, limit: number): boolean {
    return this.mayGrow && this.allowed - inUse < this.#ahead(limit) / 2;
  }
}
