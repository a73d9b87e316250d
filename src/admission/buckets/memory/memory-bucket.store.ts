import { CLAIM_REFUSED } from '../bucket-store';
import type { BucketCharge, BucketDecision, BucketStore } from '../bucket-store';
import { decideAll, releaseAll } from '../claim';
import type { Claim } from '../claim';
import { BUCKET_LIMITS } from '../../limit-kinds';
import type { BucketLimit } from '../../limit-kinds';
import { MemoryBucket } from './memory-bucket';

/** Buckets kept at most: some 30 MB, and far more than there are keys and models; only addresses can be so many. */
const MAX_BUCKETS = 100_000;
/** Kept buckets looked at for each new one, so that full ones are forgotten faster than new ones come. */
const IDLE_CHECKS = 2;
/** A full bucket is kept so long after it was last asked: anyone who calls often would be forgotten and entered anew each time. */
const KEPT_FULL_MS = 10_000;
/** Kept buckets looked at for each new one when the store is crowded. */
const EVICTION_SAMPLE = 64;

/** How long charges would have to wait, and for which of them. */
interface Wait {
  /** Index of the charge with the longest wait; undefined when no charge has to wait. */
  readonly refusedBy: number | undefined;
  readonly waitMs: number;
}

/** Charges with their buckets. */
interface Weighed extends Wait {
  readonly charges: readonly BucketCharge[];
  readonly buckets: readonly MemoryBucket[];
}

const NO_WAIT: Wait = { refusedBy: undefined, waitMs: 0 };

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
 * that have filled up some time ago. At `maxBuckets` it evicts, from a larger sample, the bucket that has spent the
 * smallest share of its burst. Eviction hands out a fresh bucket, but a limited caller wins nothing by it: as long as the
 * sample holds one bucket that spent less, the limited one stays, so the store would have to be filled with buckets as
 * empty as his own, and each of those is paid for with more requests than the eviction gives back.
 */
export class MemoryBucketStore implements BucketStore {
  readonly #now: () => number;
  readonly #maxBuckets: number;
  /** By limit and subject, whose texts there are already: one made of both would have to be hashed anew for each charge. */
  readonly #buckets = Object.fromEntries(
    BUCKET_LIMITS.map((limit) => [limit, new Map<string, MemoryBucket>()]),
  ) as Readonly<Record<BucketLimit, Map<string, MemoryBucket>>>;
  #size = 0;
  readonly #maps = Object.values(this.#buckets);
  /** Walks round the maps, each in the order of insertion, a few steps for each new bucket. */
  #hand = this.#buckets.key.values();
  #handIn = 0;

  constructor(options: MemoryBucketStoreOptions = {}) {
    this.#now = options.now ?? (() => performance.now());
    this.#maxBuckets = options.maxBuckets ?? MAX_BUCKETS;
  }

  /** Buckets in memory, at most `maxBuckets`. */
  get size(): number {
    return this.#size;
  }

  take(
    charges: readonly BucketCharge[],
    alternatives: readonly (readonly BucketCharge[])[] = [],
    claims?: readonly Claim[],
  ): BucketDecision {
    if (claims !== undefined && !decideAll(claims)) return CLAIM_REFUSED;
    const now = this.#now();
    const always = this.#weigh(charges, now, NO_WAIT, 0);
    let chosen: Weighed | undefined;
    let alternative: number | undefined;
    for (let index = 0; index < alternatives.length; index++) {
      const option = this.#weigh(alternatives[index] ?? [], now, always, charges.length);
      if (chosen !== undefined && option.waitMs >= chosen.waitMs) continue;
      chosen = option;
      alternative = index;
      if (option.waitMs === 0) break;
    }
    const { refusedBy, waitMs } = chosen ?? always;
    if (refusedBy === undefined) {
      this.#charge(always, now);
      if (chosen !== undefined) this.#charge(chosen, now);
    }
    if (refusedBy !== undefined && claims !== undefined) releaseAll(claims);
    const buckets = always.buckets.map(({ state }) => state);
    if (chosen !== undefined) for (const { state } of chosen.buckets) buckets.push(state);
    return { alternative, refusedBy, retryAfterMs: waitMs, buckets };
  }

  settle(charges: readonly BucketCharge[]): void {
    const now = this.#now();
    for (const charge of charges) {
      const bucket = this.#bucketOf(charge, now);
      this.#keep(bucket, bucket.take(charge.cost), now);
    }
  }

  /** Puts a bucket into a state that is known from elsewhere. */
  restore(charge: BucketCharge, tokens: number): void {
    const now = this.#now();
    const bucket = this.#bucketOf(charge, now);
    this.#keep(bucket, bucket.hold(tokens), now);
  }

  /** What a bucket holds now; undefined for one that is full, or not kept. */
  held(charge: BucketCharge): number | undefined {
    const bucket = MemoryBucket.atHome(charge, this) ?? this.#search(charge);
    return bucket?.heldAt(this.#now());
  }

  /**
   * How long charges would have to wait, together with those that were weighed before; takes nothing.
   * @param first the index of the first charge among all of them
   */
  #weigh(charges: readonly BucketCharge[], now: number, before: Wait, first: number): Weighed {
    const buckets: MemoryBucket[] = [];
    let { refusedBy, waitMs } = before;
    for (const charge of charges) {
      const bucket = this.#bucketOf(charge, now);
      const bucketWaitMs = bucket.waitFor(charge.cost);
      if (bucketWaitMs > waitMs) {
        waitMs = bucketWaitMs;
        refusedBy = first + buckets.length;
      }
      buckets.push(bucket);
    }
    return { charges, buckets, refusedBy, waitMs };
  }

  /** The bucket filled up to now; one that is not kept is full. */
  #bucketOf(charge: BucketCharge, now: number): MemoryBucket {
    const bucket = MemoryBucket.atHome(charge, this) ?? this.#search(charge);
    if (bucket === undefined) return new MemoryBucket(charge, now);
    bucket.fill(charge, now);
    return bucket;
  }

  #search({ limit, subject, home }: BucketCharge): MemoryBucket | undefined {
    const bucket = this.#buckets[limit].get(subject);
    if (home !== undefined) bucket?.moveTo(home);
    return bucket;
  }

  #charge({ charges, buckets }: Weighed, now: number): void {
    let index = 0;
    for (const bucket of buckets) this.#keep(bucket, bucket.take(charges[index++]?.cost ?? 0), now);
  }

  /** Remembers a bucket, unless it is full: then it is the same as none. */
  #keep(bucket: MemoryBucket, isFull: boolean, now: number): void {
    if (isFull || bucket.keptBy === this) return;
    this.#makeRoom(now);
    this.#buckets[bucket.limit].set(bucket.subject, bucket);
    this.#size++;
    bucket.keptBy = this;
  }

  #makeRoom(now: number): void {
    const crowded = this.#size >= this.#maxBuckets;
    let leastSpent: MemoryBucket | undefined;
    let largestShare = -Infinity;
    for (let looks = crowded ? EVICTION_SAMPLE : IDLE_CHECKS; looks > 0; looks--) {
      const bucket = this.#next();
      if (bucket === undefined) return;
      const share = bucket.shareAt(now);
      if (share >= 1) {
        if (crowded || now - bucket.askedAt >= KEPT_FULL_MS) this.#forget(bucket);
        if (crowded) return;
      } else if (share > largestShare) {
        leastSpent = bucket;
        largestShare = share;
      }
    }
    if (crowded && leastSpent !== undefined) this.#forget(leastSpent);
  }

  #next(): MemoryBucket | undefined {
    for (let ended = 0; ended <= this.#maps.length; ended++) {
      const step = this.#hand.next();
      if (step.done !== true) return step.value;
      this.#handIn = (this.#handIn + 1) % this.#maps.length;
      this.#hand = (this.#maps[this.#handIn] ?? this.#buckets.key).values();
    }
    return undefined;
  }

  #forget(bucket: MemoryBucket): void {
    this.#buckets[bucket.limit].delete(bucket.subject);
    this.#size--;
    bucket.forget();
  }
}
