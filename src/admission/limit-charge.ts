import type { BucketHome } from '../registry/memory/registry-view';
import type { BucketCharge } from './buckets/bucket-store';
import type { BucketLimit } from './limit-kinds';

/** A charge of `cost` tokens, at most the burst; undefined where a rate or a burst of 0 switches the limit off. */
export function limitCharge(
  limit: BucketLimit,
  subject: string,
  ratePerSecond: number,
  burst: number,
  cost: number,
  home?: BucketHome,
): BucketCharge | undefined {
  if (ratePerSecond === 0 || burst === 0) return undefined;
  return { limit, subject, ratePerSecond, burst, cost: Math.min(cost, burst), home };
}
