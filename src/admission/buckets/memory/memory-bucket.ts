import type { BucketHome } from '../../../registry/memory/registry-view';
import type { BucketCharge, BucketState } from '../bucket-store';
import { countsTokens } from '../../limit-kinds';
import type { BucketLimit } from '../../limit-kinds';

/** One token bucket, filled from timestamps: `at` and `now` are milliseconds on its store's clock. */
export class MemoryBucket {
  readonly limit: BucketLimit;
  readonly subject: string;
  #tokens: number;
  #at: number;
  #ratePerSecond: number;
  #burst: number;
  /** The store that keeps it: a bucket that was never charged, or is full again, need not be kept. */
  keptBy: object | undefined = undefined;
  #home: BucketHome | undefined = undefined;

  /** A full one. */
  constructor({ limit, subject, ratePerSecond, burst }: BucketCharge, now: number) {
    this.limit = limit;
    this.subject = subject;
    this.#tokens = burst;
    this.#at = now;
    this.#ratePerSecond = ratePerSecond;
    this.#burst = burst;
  }

  /** The bucket that a charge's home holds for a store. */
  static atHome({ limit, home }: BucketCharge, store: object): MemoryBucket | undefined {
    if (home === undefined) return undefined;
    const bucket = countsTokens(limit) ? home.tokenBucket : home.requestBucket;
    return bucket instanceof MemoryBucket && bucket.keptBy === store ? bucket : undefined;
  }

  /** Is to be found at a home from now on, without a search. */
  moveTo(home: BucketHome): void {
    this.#home = home;
    this.#tellHome(this);
  }

  /** No store keeps it any more. */
  forget(): void {
    this.keptBy = undefined;
    this.#tellHome(undefined);
    this.#home = undefined;
  }

  /** Fills it up to now, at the rate it had, and gives it the rate and the burst of a charge. */
  fill({ ratePerSecond, burst }: BucketCharge, now: number): void {
    this.#tokens = Math.min(burst, this.#tokensAt(now));
    // A clock that goes back is not credited twice.
    if (now > this.#at) this.#at = now;
    this.#ratePerSecond = ratePerSecond;
    this.#burst = burst;
  }

  /** What it holds at a time, at the rate and the burst that it had; undefined when it is full by then. */
  heldAt(now: number): number | undefined {
    const tokens = this.#tokensAt(now);
    return tokens < this.#burst ? tokens : undefined;
  }

  /** Milliseconds until it holds so many tokens; not more than 0 when it does. */
  waitFor(tokens: number): number {
    return ((tokens - this.#tokens) / this.#ratePerSecond) * 1000;
  }

  /** Takes tokens, however few there are, or gives them back, up to the burst. @returns whether it is full now */
  take(tokens: number): boolean {
    return this.hold(this.#tokens - tokens);
  }

  /** Sets what it holds, at most the burst. @returns whether it is full now */
  hold(tokens: number): boolean {
    this.#tokens = Math.min(this.#burst, tokens);
    return this.#tokens >= this.#burst;
  }

  /** When it was last asked. */
  get askedAt(): number {
    return this.#at;
  }

  /** The share of the burst that it holds with what flowed in since. */
  shareAt(now: number): number {
    return this.#tokensAt(now) / this.#burst;
  }

  get state(): BucketState {
    return { remaining: this.#tokens, fullInMs: this.waitFor(this.#burst) };
  }

  /** What it holds with what flowed in since. A clock that stops or goes back adds nothing. */
  #tokensAt(now: number): number {
    return now <= this.#at
      ? this.#tokens
      : Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.#ratePerSecond) / 1000);
  }

  #tellHome(bucket: MemoryBucket | undefined): void {
    if (this.#home === undefined) return;
    if (countsTokens(this.limit)) this.#home.tokenBucket = bucket;
    else this.#home.requestBucket = bucket;
  }
}
