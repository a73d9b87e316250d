import type { BucketCharge, BucketDecision, BucketState, BucketStore } from './bucket-store';

/** Buckets kept at most: some 30 MB, and far more than there are keys and models; only addresses can be so many. */
const MAX_BUCKETS = 100_000;
/** Kept buckets looked at for each new one, so that full ones are forgotten faster than new ones come. */
const IDLE_CHECKS = 2;
/** A full bucket is kept so long after its last charge: whoever calls often would be forgotten and entered anew each time. */
const KEPT_FULL_MS = 10_000;
/** Kept buckets looked at for each new one when the store is crowded. */
const EVICTION_SAMPLE = 64;

interface Bucket {
  readonly key: string;
  tokens: number;
  /** When `tokens` was right, on the store's clock. */
  at: number;
  ratePerMs: number;
  burst: number;
  /** When it was charged last, on the store's clock. */
  chargedAt: number;
  /** Whether it is in the map: a bucket that was never charged, or is full again, need not be. */
  kept: boolean;
}

/** Charges with their buckets, and how long they would have to wait. */
interface Weighed {
  readonly charges: readonly BucketCharge[];
  readonly buckets: readonly Bucket[];
  /** Index of the charge with the longest wait; undefined when there is none. */
  readonly refusedBy: number | undefined;
  readonly waitMs: number;
}

const NO_WAIT: Pick<Weighed, 'refusedBy' | 'waitMs'> = { refusedBy: undefined, waitMs: 0 };

/** What the store may be given in place of its defaults. */
export interface MemoryBucketStoreOptions {
  /** A monotonic clock in milliseconds; `performance.now` by default. */
  readonly now?: () => number;
  readonly maxBuckets?: number;
}

/**
 * Token buckets in this process's memory, filled from timestamps: no timers, and a decision costs the same whatever
 * happened before.
 *
 * Memory: a full bucket is the same as none, so each new bucket makes the store look at the next few and forget those
 * that have filled up some time ago. At `maxBuckets` it evicts, from a larger sample, the bucket that has spent the smallest share of
 * its burst. Eviction hands out a fresh bucket, but a limited caller wins nothing by it: as long as the sample holds one
 * bucket that spent less, the limited one stays, so the store would have to be filled with buckets as empty as his own,
 * and each of those is paid for with more requests than the eviction gives back.
 */
export class MemoryBucketStore implements BucketStore {
  readonly #now: () => number;
  readonly #maxBuckets: number;
  readonly #buckets = new Map<string, Bucket>();
  /** Walks round the map in the order of insertion, a few steps for each new bucket. */
  #hand = this.#buckets.values();

  constructor(options: MemoryBucketStoreOptions = {}) {
    this.#now = options.now ?? (() => performance.now());
    this.#maxBuckets = options.maxBuckets ?? MAX_BUCKETS;
  }

  /** Buckets in memory, at most `maxBuckets`. */
  get size(): number {
    return this.#buckets.size;
  }

  take(
    charges: readonly BucketCharge[],
    alternatives: readonly (readonly BucketCharge[])[] = [],
  ): BucketDecision {
    const now = this.#now();
    let weighed = this.#weigh(charges, now);
    let alternative: number | undefined;
    if (alternatives.length > 0) {
      const always = weighed;
      for (let index = 0; index < alternatives.length; index++) {
        const option = this.#weigh(alternatives[index] ?? [], now, always);
        if (alternative !== undefined && option.waitMs >= weighed.waitMs) continue;
        weighed = option;
        alternative = index;
        if (option.waitMs === 0) break;
      }
    }
    const { buckets, refusedBy, waitMs } = weighed;
    if (refusedBy === undefined) this.#charge(buckets, weighed.charges, now);
    return { alternative, refusedBy, retryAfterMs: waitMs, buckets: buckets.map(stateOf) };
  }

  settle(charges: readonly BucketCharge[]): void {
    const now = this.#now();
    const buckets = charges.map((charge) => this.#bucketOf(charge, now));
    this.#charge(buckets, charges, now);
  }

  /** Puts a bucket into a state that is known from elsewhere. */
  restore(charge: BucketCharge, tokens: number): void {
    const now = this.#now();
    const bucket = this.#bucketOf(charge, now);
    bucket.tokens = Math.min(bucket.burst, tokens);
    if (!bucket.kept && bucket.tokens < bucket.burst) this.#keep(bucket, now);
  }

  /** How long charges would have to wait, together with those that were weighed before; takes nothing. */
  #weigh(charges: readonly BucketCharge[], now: number, before?: Weighed): Weighed {
    const buckets: Bucket[] = before === undefined ? [] : [...before.buckets];
    let { refusedBy, waitMs } = before ?? NO_WAIT;
    for (const charge of charges) {
      const bucket = this.#bucketOf(charge, now);
      const bucketWaitMs = (charge.cost - bucket.tokens) / bucket.ratePerMs;
      if (bucketWaitMs > waitMs) {
        waitMs = bucketWaitMs;
        refusedBy = buckets.length;
      }
      buckets.push(bucket);
    }
    return {
      charges: before === undefined ? charges : [...before.charges, ...charges],
      buckets,
      refusedBy,
      waitMs,
    };
  }

  /** The bucket filled up to now; one that is not kept is full. */
  #bucketOf({ key, ratePerSecond, burst }: BucketCharge, now: number): Bucket {
    const bucket = this.#buckets.get(key);
    const ratePerMs = ratePerSecond / 1000;
    if (bucket === undefined)
      return { key, tokens: burst, at: now, ratePerMs, burst, chargedAt: now, kept: false };
    fill(bucket, now);
    bucket.ratePerMs = ratePerMs;
    bucket.burst = burst;
    if (bucket.tokens > burst) bucket.tokens = burst;
    return bucket;
  }

  #charge(buckets: readonly Bucket[], charges: readonly BucketCharge[], now: number): void {
    let index = 0;
    for (const bucket of buckets) {
      bucket.tokens = Math.min(bucket.burst, bucket.tokens - (charges[index++]?.cost ?? 0));
      bucket.chargedAt = now;
      if (!bucket.kept && bucket.tokens < bucket.burst) this.#keep(bucket, now);
    }
  }

  #keep(bucket: Bucket, now: number): void {
    this.#makeRoom(now);
    this.#buckets.set(bucket.key, bucket);
    bucket.kept = true;
  }

  #makeRoom(now: number): void {
    const crowded = this.#buckets.size >= this.#maxBuckets;
    let leastSpent: Bucket | undefined;
    for (let looks = crowded ? EVICTION_SAMPLE : IDLE_CHECKS; looks > 0; looks--) {
      const bucket = this.#next();
      if (bucket === undefined) return;
      fill(bucket, now);
      if (bucket.tokens >= bucket.burst) {
        if (crowded || now - bucket.chargedAt >= KEPT_FULL_MS) this.#forget(bucket);
        if (crowded) return;
      } else if (leastSpent === undefined || shareLeft(bucket) > shareLeft(leastSpent)) {
        leastSpent = bucket;
      }
    }
    if (crowded && leastSpent !== undefined) this.#forget(leastSpent);
  }

  #next(): Bucket | undefined {
    let step = this.#hand.next();
    if (step.done === true) {
      this.#hand = this.#buckets.values();
      step = this.#hand.next();
    }
    return step.done === true ? undefined : step.value;
  }

  #forget(bucket: Bucket): void {
    this.#buckets.delete(bucket.key);
    bucket.kept = false;
  }
}

/** Adds what flowed in since. A clock that stands still or goes back adds nothing, and is not credited twice. */
function fill(bucket: Bucket, now: number): void {
  if (now <= bucket.at) return;
  bucket.tokens = Math.min(bucket.burst, bucket.tokens + (now - bucket.at) * bucket.ratePerMs);
  bucket.at = now;
}

function shareLeft({ tokens, burst }: Bucket): number {
  return tokens / burst;
}

function stateOf({ tokens, burst, ratePerMs }: Bucket): BucketState {
  return { remaining: tokens, fullInMs: (burst - tokens) / ratePerMs };
}
