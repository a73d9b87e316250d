import type { ThrottlerOptions } from '@nestjs/throttler';
import type { Settings } from '../../config/settings';
import type { BucketCharge } from '../buckets/bucket-store';

/**
 * Requests without a valid key are limited by their address: `ADDRESS_RPS` a second, `ADDRESS_BURST` at once. It is the
 * one rule that @nestjs/throttler decides by itself, and no other applies beside it.
 * @returns its limit in the package's terms: a bucket of `limit` requests that is full after `ttl` milliseconds
 */
export function addressThrottler({ addressRps, addressBurst }: Settings): ThrottlerOptions {
  const isLimited = addressRps > 0 && addressBurst > 0;
  // A limit of 0 switches it off: keys have limits of their own all the same, so there is always one throttler.
  return isLimited ? { limit: addressBurst, ttl: (addressBurst / addressRps) * 1_000 } : { limit: 0, ttl: 0 };
}

/** One request from an address. */
export function addressCharge(address: string, ratePerSecond: number, burst: number): BucketCharge {
  return { limit: 'address', subject: address, ratePerSecond, burst, cost: 1 };
}
