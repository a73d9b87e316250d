import { RecentOutcomes } from './recent-outcomes';

/** When a breaker opens, and for how long. */
export interface BreakerRules {
  /** Failures in a row that open it; 0: it never opens. */
  readonly failures: number;
  /** The share of failures, 0 to 1, that opens it … */
  readonly failureShare: number;
  /** … among at least so many attempts … */
  readonly minAttempts: number;
  /** … of the last so many milliseconds. */
  readonly windowMs: number;
  /** The first wait until a probe; it doubles with each probe that fails. */
  readonly waitMs: number;
  /** The longest wait, also where a provider asks for more. */
  readonly maxWaitMs: number;
}

/** `half_open`: the wait is over, and one probe at a time finds out; others may follow one whose answer has begun. */
export type BreakerState = 'closed' | 'open' | 'half_open';

/** A wait is up to so much shorter or longer, so that replicas and deployments do not probe at once. */
const JITTER = 0.2;
/** A provider that asks for less is not believed. */
const MIN_ASKED_MS = 1_000;
/** How long a caller is told to wait while a probe is on its way. */
const PROBE_MS = 1_000;

type State =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'half_open'; readonly probing: boolean };

const CLOSED: State = { kind: 'closed' };
const PROBING: State = { kind: 'half_open', probing: true };
const HALF_OPEN: State = { kind: 'half_open', probing: false };

/**
 * Keeps attempts away from what fails: closed, open after too many failures, half open after a wait, and closed again once a
 * probe went well. It knows no clock: moments are on `performance.now()`'s and are handed in.
 */
export class Breaker {
  #state = CLOSED;
  #inARow = 0;
  /** How often it opened since it was last closed. */
  #opened = 0;
  /** Until when the provider asked to be left alone, at the longest, since it was last closed or went well. */
  #askedUntil = 0;
  readonly #recent: RecentOutcomes;

  constructor(
    private readonly rules: BreakerRules,
    private readonly random: () => number = Math.random,
  ) {
    this.#recent = new RecentOutcomes(rules.windowMs);
  }

  state(now: number): BreakerState {
    return this.#state.kind === 'open' && now >= this.#state.until ? 'half_open' : this.#state.kind;
  }

  /** Whether a failure now would be the first of the window. */
  isUnblemished(now: number): boolean {
    return this.#state.kind === 'closed' && this.#recent.counts(now).failed === 0;
  }

  /** Whether nothing is held against what it guards. */
  isSpotless(now: number): boolean {
    return this.#inARow === 0 && this.isUnblemished(now);
  }

  /** Milliseconds until an attempt may be made; 0 where it may be made now. */
  waitMs(now: number): number {
    const state = this.#state;
    if (state.kind === 'open') return Math.max(0, state.until - now);
    return state.kind === 'half_open' && state.probing ? PROBE_MS : 0;
  }

  /**
   * An attempt is about to be made, for which there is no wait.
   * @returns whether it is a probe: then one of {@link succeeded}, {@link failed}, {@link abandoned} has to follow, and
   * {@link answering} may come before
   */
  begin(): boolean {
    if (this.#state.kind === 'closed') return false;
    this.#state = PROBING;
    return true;
  }

  /** @returns whether it has closed with this */
  succeeded(now: number, probe: boolean): boolean {
    if (this.#state.kind === 'closed') {
      this.#inARow = 0;
      this.#askedUntil = 0;
      this.#recent.add(true, now);
      return false;
    }
    // What was begun before it opened says nothing about now.
    if (!probe || this.#state.kind === 'open') return false;
    this.reset();
    return true;
  }

  /**
   * @param askedMs how long the provider asks to wait
   * @returns whether it has opened with this
   */
  failed(now: number, probe: boolean, askedMs?: number): boolean {
    if (askedMs !== undefined)
      this.#askedUntil = Math.max(this.#askedUntil, now + Math.min(askedMs, this.rules.maxWaitMs));
    if (this.#state.kind === 'closed') {
      this.#inARow++;
      this.#recent.add(false, now);
      if (!this.#isTooMuch(now)) return false;
    } else if (this.#state.kind === 'open') {
      // Of a call that was begun before: what its provider asks for holds all the same.
      this.#state = { kind: 'open', until: Math.max(this.#state.until, this.#askedUntil) };
      return false;
    } else if (!probe) return false;
    this.#open(now, askedMs);
    return true;
  }

  /**
   * The answer of a probe has begun. It may take minutes to end, and nobody is kept away for so long: the next attempt is a
   * probe as well.
   */
  answering(): void {
    this.#letNext();
  }

  /** A probe ended without telling anything: the next attempt is one. */
  abandoned(): void {
    this.#letNext();
  }

  /** Closes it, and forgets everything. */
  reset(): void {
    this.#state = CLOSED;
    this.#inARow = 0;
    this.#opened = 0;
    this.#askedUntil = 0;
    this.#recent.clear();
  }

  #letNext(): void {
    if (this.#state.kind === 'half_open') this.#state = HALF_OPEN;
  }

  #isTooMuch(now: number): boolean {
    const { failures, failureShare, minAttempts } = this.rules;
    if (failures === 0) return false;
    if (this.#inARow >= failures) return true;
    const { ok, failed } = this.#recent.counts(now);
    return ok + failed >= minAttempts && failed >= failureShare * (ok + failed);
  }

  /** What a provider asks for decides the first wait; later ones are never shorter than our own. */
  #open(now: number, askedMs: number | undefined): void {
    const { waitMs, maxWaitMs } = this.rules;
    const jitter = 1 - JITTER + 2 * JITTER * this.random();
    const own = Math.min(waitMs * 2 ** Math.min(this.#opened, 30) * jitter, maxWaitMs);
    const isTold = askedMs !== undefined && askedMs > 0;
    const asked = isTold ? Math.min(Math.max(askedMs, MIN_ASKED_MS), maxWaitMs) : 0;
    const wait = isTold && this.#opened === 0 ? asked : Math.max(asked, own);
    this.#opened++;
    this.#inARow = 0;
    this.#state = { kind: 'open', until: Math.max(now + wait, this.#askedUntil) };
  }
}
