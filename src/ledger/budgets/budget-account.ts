import type { BudgetEntry } from '../../registry/memory/registry-view';
import type { BudgetLease } from './budget-lease';
import { rollingMs, sliceMs } from './budget-window';
import type { BudgetWindow } from './budget-window';
import type { KnownBudget, SharedBudgetPlace, SharedBudgetState } from './shared-budget';
import { HOUR_MS } from '../utc-hours';

/** The state of a budget. */
export interface BudgetState {
  readonly budget: BudgetEntry;
  /** The key's name or the group's path; the id where it is not known yet. */
  readonly ownerName: string;
  /** What may be used in its time. */
  readonly limit: number;
  readonly spent: number;
  /** What calls that run may still use. */
  readonly reserved: number;
  /** When it renews, in milliseconds since 1970; Infinity for never. */
  readonly renewsAt: number;
}

/** The state of a budget that has not enough left for a call. */
export interface BudgetRefusal extends BudgetState {
  /** What the call may use. */
  readonly asked: number;
  /** When it asked; milliseconds since 1970 by the clock of budgets. */
  readonly at: number;
  /** Whether other replicas hold what this one has not: by what this one knows there would be room. */
  readonly isElsewhere: boolean;
}

/** What a budget allows at a time, a temporary raise included. */
export function amountAt({ amount, raise }: BudgetEntry, now: number): number {
  return raise !== undefined && now < raise.until ? raise.amount : amount;
}

/** Binary fractions must not refuse what fits exactly. */
const ROUNDING = 1 + 1e-9;

/** State that nobody asks for is given up after so long: the ledger knows it too. */
const LONGEST_KEPT_MS = 40 * 24 * HOUR_MS;

/** Longer than from one reading to the next, and shorter than a lease is good for. */
const STALE_MS = 10_000;

/**
 * Longer than the use of a call that has ended takes to a shared store. The ledger may know of it before: what it knows and
 * the store does not is news only so long after it was read, or the call would be counted twice.
 */
const SETTLED_MS = 1_000;

const NONE: ReadonlyMap<number, number> = new Map();

/** What a shared store said last, and what this process had done until then. */
interface Told {
  readonly spent: number;
  readonly reserved: number;
  readonly ownReserved: number;
  readonly ownSettled: number;
  /** When it said so, by the clock of `performance`. */
  readonly at: number;
}

/** A budget in one period, as this process counts it: each period, and each reset, has an account of its own. */
export class BudgetAccount {
  /** What the ledger's database knows of. */
  stored = 0;
  /** The same by slices, where it rolls and replicas share it. */
  storedSlices: ReadonlyMap<number, number> = new Map();
  /** What this process settled since that was read. */
  own = 0;
  /** What calls of this process that run may use. */
  reserved = 0;
  /** Whether the ledger was asked what was used before. */
  isRead: boolean;
  /** When it was asked last; milliseconds since 1970. */
  readAt: number;
  /** When a call last reserved of it; milliseconds since 1970. */
  usedAt: number;
  /** What this process may use of it before it asks the database again; undefined where it need not ask. */
  lease: BudgetLease | undefined;
  /** The key's name or the group's path, where that is known. */
  ownerName: string | undefined;
  /** Of which shares was told, and until when that counts; milliseconds since 1970. */
  readonly alerted = new Map<string, number>();
  /** What this process settled, by slices that have not passed; undefined where the ledger tells what counts. */
  passing: Map<number, number> | undefined;
  /** All that this process ever settled. */
  #settled = 0;
  #told: Told | undefined;
  /** When `stored` was told, by the clock of `performance`. */
  #storedAt = 0;

  /** @param isRead whether nothing can have been used before */
  constructor(
    public budget: BudgetEntry,
    public window: BudgetWindow,
    now: number,
    isRead: boolean,
  ) {
    this.usedAt = now;
    this.isRead = isRead;
    this.readAt = now;
  }

  /** Whether what is known may be out of date, though this process counts: use passes out of its time, or a lease ends. */
  isStale(now: number): boolean {
    const ages = this.budget.rolling || this.lease !== undefined;
    return ages && Math.abs(now - this.readAt) > STALE_MS;
  }

  /** What this process has in use, as far as the ledger does not know it. */
  get inUse(): number {
    return this.own + this.reserved;
  }

  /** What may be used in its time. */
  limitAt(now: number): number {
    return amountAt(this.budget, now);
  }

  /** What was used, as far as this process knows. */
  get spent(): number {
    return Math.max(this.stored + this.own, this.#told?.spent ?? 0);
  }

  /** Whether anybody has told what was used before this process met it. */
  get isKnown(): boolean {
    return this.isRead || this.#told !== undefined;
  }

  state(now: number): BudgetState {
    const reserved = Math.max(this.reserved, this.#told?.reserved ?? 0);
    return {
      budget: this.budget,
      ownerName: this.ownerName ?? this.budget.ownerId,
      limit: this.limitAt(now),
      spent: this.spent,
      reserved,
      renewsAt: this.window.end,
    };
  }

  /**
   * Whether there is room for an amount, by what this process knows.
   * @param replicas how many have to share what was left when a shared store was last heard of
   */
  hasRoom(amount: number, now: number, replicas: number): boolean {
    if (this.lease !== undefined) return this.inUse + amount <= this.lease.allowed * ROUNDING;
    const limit = this.limitAt(now) * ROUNDING;
    if (this.stored + this.inUse + amount > limit) return false;
    const told = this.#told;
    // Nobody has heard yet of what the others use: what the ledger has left is theirs too.
    if (told === undefined) return this.inUse + amount <= (limit - this.stored) / replicas;
    const since = this.reserved - told.ownReserved + this.#settled - told.ownSettled;
    return since + amount <= (limit - told.spent - told.reserved) / replicas;
  }

  hold(amount: number, now: number): void {
    this.reserved += amount;
    this.usedAt = now;
  }

  /** The true use takes the place of what was reserved. @param at when the call began */
  settle(reserved: number, used: number, at: number): void {
    if (this.passing !== undefined) {
      const slice = this.#sliceOf(at);
      this.passing.set(slice, used + (this.passing.get(slice) ?? 0));
    }
    this.reserved = Math.max(0, this.reserved - reserved);
    this.own += used;
    this.#settled += used;
  }

  /** The time of a rolling budget goes on. */
  moveTo(window: BudgetWindow): void {
    this.window = window;
    for (const [slice, used] of this.passing ?? NONE) {
      if (slice >= window.start) continue;
      this.passing?.delete(slice);
      this.own = Math.max(0, this.own - used);
    }
  }

  #sliceOf(at: number): number {
    const length = sliceMs(this.budget.period, this.budget.rolling) ?? 1;
    return Math.ceil(at / length) * length;
  }

  /** The ledger has told what was used. @param ownBefore what this process had settled when it was asked */
  read(stored: number, slices: ReadonlyMap<number, number>, ownBefore: number): void {
    this.stored = stored;
    this.storedSlices = slices;
    this.#storedAt = performance.now();
    this.own = Math.max(0, this.own - ownBefore);
    this.isRead = true;
  }

  /** A shared store has told its state, after what this process holds now was counted. */
  hear({ spent, reserved }: SharedBudgetState): void {
    this.#told = {
      spent,
      reserved,
      ownReserved: this.reserved,
      ownSettled: this.#settled,
      at: performance.now(),
    };
  }

  /** Its name among all replicas, in this period. */
  get name(): string {
    const { id, period, rolling, resetAt = 0 } = this.budget;
    const isWhole = sliceMs(period, rolling) === undefined;
    return `${id}:${resetAt}:${isWhole ? this.window.start : 'rolling'}`;
  }

  /** Where a shared store keeps it for a call that begins now. */
  place(now: number): SharedBudgetPlace {
    const { name } = this;
    const { period, rolling } = this.budget;
    const { start, end } = this.window;
    const length = sliceMs(period, rolling);
    const told = this.#told;
    const isNews =
      told !== undefined && told.at > this.#storedAt + SETTLED_MS && this.stored > told.spent * ROUNDING;
    const known = (): KnownBudget => this.#known();
    if (length === undefined) {
      const keepMs = Math.min(end - now + HOUR_MS, LONGEST_KEPT_MS);
      return { name, slice: start, first: start, keepMs, isNews, known };
    }
    const keepMs = Math.min(rollingMs(period) + length + HOUR_MS, LONGEST_KEPT_MS);
    const sliceOf = (time: number): number => Math.floor(time / length) * length;
    return { name, slice: sliceOf(now), first: sliceOf(start), keepMs, isNews, known };
  }

  #known(): KnownBudget {
    const told = this.#told;
    // What a store heard last, and what it may not have heard since.
    const heard = told === undefined ? this.stored + this.own : told.spent + this.#settled - told.ownSettled;
    const used = Math.max(this.stored, heard);
    const isWhole = sliceMs(this.budget.period, this.budget.rolling) === undefined;
    return {
      reserved: this.reserved,
      slices: isWhole ? [[this.window.start, used]] : this.storedSlices,
    };
  }
}
