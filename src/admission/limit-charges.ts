import type { AssignmentEntry, BucketHome } from '../registry/memory/registry-view';
import type { BucketCharge } from './buckets/bucket-store';
import type { BucketLimit } from './limit-events';

/** A charge of `cost` tokens, at most the burst; none where a rate or a burst of 0 switches the limit off. */
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

/** What an assignment's own limits are charged for one call: a request, and the tokens that it may use. */
export function assignmentCharges(
  assignment: AssignmentEntry | undefined,
  estimatedTokens: number,
): BucketCharge[] {
  const charges: BucketCharge[] = [];
  if (assignment === undefined) return charges;
  const { id, requestsPerSecond, requestBurst, tokensPerSecond, tokenBurst } = assignment;
  const requests = limitCharge('assignment-requests', id, requestsPerSecond, requestBurst, 1, assignment);
  if (requests !== undefined) charges.push(requests);
  const tokens = limitCharge(
    'assignment-tokens',
    id,
    tokensPerSecond,
    tokenBurst,
    estimatedTokens,
    assignment,
  );
  if (tokens !== undefined) charges.push(tokens);
  return charges;
}
