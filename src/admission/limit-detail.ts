import type { ThrottlerLimitDetail } from '@nestjs/throttler';
import type { BucketCharge, BucketState } from './buckets/bucket-store';

/** What the throttler tells of a refusal. Ours says which bucket it was; of an address, the package does not know. */
export interface LimitDetail extends ThrottlerLimitDetail {
  readonly charge?: BucketCharge;
}

/** The refusal of a bucket in the throttler's terms: hits are tokens that are missing, times of the buckets in seconds. */
export function limitDetail(
  charge: BucketCharge,
  { remaining, fullInMs }: BucketState,
  retryAfterMs: number,
): LimitDetail {
  const { limit, subject, burst, ratePerSecond } = charge;
  return {
    charge,
    limit: burst,
    ttl: (burst / ratePerSecond) * 1_000,
    key: `${limit}:${subject}`,
    tracker: subject,
    totalHits: burst - remaining,
    timeToExpire: fullInMs / 1_000,
    isBlocked: true,
    timeToBlockExpire: retryAfterMs / 1_000,
  };
}

/** The state of the bucket that a detail tells of. */
export function stateOf({ limit, totalHits, timeToExpire }: ThrottlerLimitDetail): BucketState {
  return { remaining: limit - totalHits, fullInMs: timeToExpire * 1_000 };
}
