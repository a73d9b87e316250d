import type { BucketCharge } from '../../../src/admission/buckets/bucket-store';

/** Tokens a second, so few that nothing flows into a bucket while a test runs. */
export const TRICKLE = 0.001;

let names = 0;

/** A charge of a bucket that nobody else has. */
export function fresh(ratePerSecond: number, burst: number, cost = 1): BucketCharge {
  return { limit: 'key', subject: `test:${names++}`, ratePerSecond, burst, cost };
}

/** The same bucket at another cost. */
export function costing(charge: BucketCharge, cost: number): BucketCharge {
  return { ...charge, cost };
}
