import type { ThrottlerStorage } from '@nestjs/throttler';
import { addressCharge } from '../rules/address-rate.rule';
import type { BucketStore } from './bucket-store';

/** A record as the throttler's guard reads it; the package's index does not export its type. */
type HitRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * The throttler's storage over our buckets: a hit takes one token from the bucket of an address. The bucket holds
 * `limit` tokens and fills up in `ttl` milliseconds. So there is no timer for each hit, as the package's own storage has.
 */
export class BucketThrottlerStorage implements ThrottlerStorage {
  constructor(private readonly buckets: BucketStore) {}

  /**
   * @param address what the guard's `generateKey` made of the caller's address
   * @param ttlMs until an empty bucket is full
   * @param limit the tokens of a full bucket
   * @returns hits as tokens that are missing from the bucket; its times are in seconds, as the package counts them
   */
  async increment(address: string, ttlMs: number, limit: number): Promise<HitRecord> {
    const ratePerSecond = limit / (ttlMs / 1_000);
    const taken = this.buckets.take([addressCharge(address, ratePerSecond, limit)]);
    const { refusedBy, retryAfterMs, buckets } = taken instanceof Promise ? await taken : taken;
    const { remaining = limit, fullInMs = 0 } = buckets[0] ?? {};
    return {
      totalHits: limit - remaining,
      timeToExpire: fullInMs / 1_000,
      isBlocked: refusedBy !== undefined,
      timeToBlockExpire: retryAfterMs / 1_000,
    };
  }
}
