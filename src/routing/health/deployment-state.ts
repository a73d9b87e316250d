import type { UpstreamFailure } from '../../errors/gateway-error';
import type { ConnectionEntry } from '../../registry/memory/registry-view';
import { Breaker } from './breaker';
import type { BreakerRules } from './breaker';
import { keepNewest } from './keep-newest';
import { RecentOutcomes } from './recent-outcomes';
import { RecentTimes } from './recent-times';
import { RecentUse } from './recent-use';
import { RetryBudget } from './retry-budget';
import type { BudgetRules } from './retry-budget';

/** Callers with a breaker of their own, for each deployment; the one that failed longest ago goes first. */
const MAX_CALLERS = 1_000;
/** After so many checks that did not come, callers find out again. */
const MISSED_CHECKS = 3;
/** How far back the success rate is counted. */
const RATE_SPAN_MS = 300_000;

/** Everything that is remembered of one deployment while the process runs. */
export class DeploymentState {
  /** Guards it for everybody. */
  readonly breaker: Breaker;
  /** What its failures may cost in further attempts, here or elsewhere. */
  readonly retries: RetryBudget;
  readonly #running: { attempts: number };
  /** Taken out by hand: no new attempts. */
  draining = false;
  /** How often it is checked while it keeps failing; undefined where callers find out. */
  checkEveryMs: number | undefined;
  /** When a check of it ended last; on `performance.now()`'s clock. */
  checkedAt = -Infinity;
  /** When it last gave an answer that was whole; on `performance.now()`'s clock. */
  heardAt = -Infinity;
  /** When its state changed last; `Date.now()`. */
  since = Date.now();
  lastFailure: { readonly kind: UpstreamFailure; readonly at: number } | undefined;
  readonly outcomes = new RecentOutcomes(RATE_SPAN_MS);
  /** What counts with its own limits, where it has any. */
  readonly use: RecentUse;
  /** From an attempt's start to the first frame of its stream. */
  readonly firstToken = new RecentTimes();
  /** From an attempt's start to its whole answer. */
  readonly wholeAnswer = new RecentTimes();
  /** For callers whose own failures may be the reason; made with the first failure, gone when it is forgotten. */
  #ofCallers: Map<string, Breaker> | undefined;

  /**
   * @param connection by what it is known whether that was changed meanwhile: then it has a new chance
   * @param before the same deployment as it was: what was asked of it, and runs there, is asked and runs still
   */
  constructor(
    readonly id: string,
    readonly connection: Pick<ConnectionEntry, 'id' | 'revision'> | undefined,
    private readonly rules: BreakerRules,
    budget: BudgetRules,
    before?: DeploymentState,
  ) {
    this.breaker = new Breaker(rules);
    this.retries = before?.retries ?? new RetryBudget(budget);
    this.use = before?.use ?? new RecentUse();
    this.#running = before === undefined ? { attempts: 0 } : before.#running;
    this.draining = before?.draining ?? false;
  }

  /** Attempts that run now. */
  get inFlight(): number {
    return this.#running.attempts;
  }

  set inFlight(attempts: number) {
    this.#running.attempts = attempts;
  }

  /** The breaker that guards it for one caller alone; undefined where that caller has met no failure. */
  ofCaller(caller: string): Breaker | undefined {
    return this.#ofCallers?.get(caller);
  }

  /** The same, made at the first use. */
  madeForCaller(caller: string): Breaker {
    this.#ofCallers ??= new Map<string, Breaker>();
    const breaker = this.#ofCallers.get(caller) ?? new Breaker(this.rules);
    keepNewest(this.#ofCallers, caller, breaker, MAX_CALLERS);
    return breaker;
  }

  /** Forgets what was held against it for one caller alone, or for each of them. */
  forgetCallers(caller?: string): void {
    if (caller !== undefined) this.#ofCallers?.delete(caller);
    if (caller === undefined || this.#ofCallers?.size === 0) this.#ofCallers = undefined;
  }

  /** The callers for which alone it is not closed. */
  callersKeptAway(now: number): readonly Breaker[] {
    if (this.#ofCallers === undefined) return [];
    return [...this.#ofCallers.values()].filter((breaker) => breaker.state(now) !== 'closed');
  }

  /** Whether it is closed for everybody. */
  isClosed(now: number): boolean {
    return this.breaker.state(now) === 'closed' && this.callersKeptAway(now).length === 0;
  }

  /** Whether checks find out, and did so lately: then no caller has to. */
  isChecked(now: number): boolean {
    return this.checkEveryMs !== undefined && now - this.checkedAt < this.checkEveryMs * MISSED_CHECKS;
  }

  /** Closes every breaker of it. */
  reset(): void {
    this.breaker.reset();
    this.forgetCallers();
    this.since = Date.now();
  }
}
