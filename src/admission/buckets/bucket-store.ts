import type { BucketHome } from '../../registry/memory/registry-view';
import type { BucketLimit } from '../limit-kinds';
import type { Claim } from './claim';

/** A result at once where nothing has to be waited for, so that memory stores cost no promise a call. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * What one bucket is asked for. Limit and subject together are its name among all replicas, and occur once within a
 * decision; rate and burst travel along, so that a store needs no configuration.
 */
export interface BucketCharge {
  readonly limit: BucketLimit;
  /** The id of the key, the address, the model or the id of the assignment that is limited. */
  readonly subject: string;
  /** Tokens that flow in each second; more than 0. */
  readonly ratePerSecond: number;
  /** Tokens that the full bucket holds; more than 0. A bucket that was never seen is full. */
  readonly burst: number;
  /**
   * Tokens to take; at most the burst, since nobody can wait for more than that. In {@link BucketStore.settle} the
   * difference to what was taken: more than 0 takes, less than 0 gives back.
   */
  readonly cost: number;
  /** Where a store may keep its bucket; without one it has to search for it by limit and subject. */
  readonly home?: BucketHome | undefined;
}

/** What a bucket holds after a decision. */
export interface BucketState {
  /** Tokens left; below 0 when a settlement took more than there was. */
  readonly remaining: number;
  /** Milliseconds until the bucket is full again if nothing is taken. */
  readonly fullInMs: number;
}

/** The answer for all the charges of a call together. */
export interface BucketDecision {
  /**
   * Index of the alternative that was taken; of a refused call the one with the shortest wait. Undefined where there was
   * no choice.
   */
  readonly alternative: number | undefined;
  /**
   * Index of the charge that refused, the one with the longest wait where several do; undefined when admitted. The
   * alternative's charges count on from the last of those that always apply.
   */
  readonly refusedBy: number | undefined;
  /** Milliseconds until the same charges would be admitted if nothing else is taken; 0 when admitted. */
  readonly retryAfterMs: number;
  /** State of each bucket: of the charges that always apply, then of the alternative's. */
  readonly buckets: readonly BucketState[];
}

/** What a store says of the buckets when a claim is refused: none was asked. */
export const CLAIM_REFUSED: BucketDecision = Object.freeze({
  alternative: undefined,
  refusedBy: undefined,
  retryAfterMs: 0,
  buckets: [],
});

/** How a store's server fares, for readiness. */
export interface BucketServerState {
  readonly reachable: boolean;
  /** Why it is not, in words that hold no host and no credential. */
  readonly lastError: string | undefined;
}

/**
 * Token buckets. A store keeps its memory bounded whatever keys it is given, and never waits without a bound: one whose
 * server is away decides from what it knows.
 */
export interface BucketStore {
  /**
   * Takes every charge, or none when one of the buckets holds too little: one atomic decision.
   * @param alternatives further charges of which one set has to be taken too: the first that is admitted whole. One
   *   bucket may be in several of them, but not in `charges` as well.
   * @param claims what else the call reserves; decided with the rest. Where one is refused its `refusal` says so, and
   *   nothing was taken
   */
  take(
    charges: readonly BucketCharge[],
    alternatives?: readonly (readonly BucketCharge[])[],
    claims?: readonly Claim[],
  ): MaybePromise<BucketDecision>;

  /**
   * Corrects earlier charges once the true cost is known (tokens that were reserved as an estimate). It never refuses:
   * a bucket may fall below zero, and then refuses everything until it is above.
   */
  settle(charges: readonly BucketCharge[]): MaybePromise<void>;

  /** Of the server behind the store; undefined where it is missing. */
  readonly server?: BucketServerState | undefined;
}

/** Injection token of the {@link BucketStore}. */
export const BucketStore = Symbol('BucketStore');
