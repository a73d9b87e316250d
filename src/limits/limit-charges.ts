import type { AssignmentEntry } from '../registry/registry-view';
import type { BucketCharge } from './bucket-store';
import type { LimitName } from './limit-events';

/** A charge, and which limit it is for. */
export interface LimitCharge extends BucketCharge {
  readonly limit: Exclude<LimitName, 'slots'>;
  /** The key id, address, model or assignment that is limited. */
  readonly subject: string;
}

/** A charge of `cost` tokens, at most the burst; none where a rate or a burst of 0 switches the limit off. */
export function limitCharge(
  limit: LimitCharge['limit'],
  subject: string,
  ratePerSecond: number,
  burst: number,
  cost: number,
): LimitCharge | undefined {
  if (ratePerSecond === 0 || burst === 0) return undefined;
  return { limit, subject, key: `${limit}:${subject}`, ratePerSecond, burst, cost: Math.min(cost, burst) };
}

/** What an assignment's own limits are charged for one call: a request, and the tokens that it may use. */
export function assignmentCharges(
  assignment: AssignmentEntry | undefined,
  estimatedTokens: number,
): LimitCharge[] {
  const charges: LimitCharge[] = [];
  if (assignment === undefined) return charges;
  const { id, requestsPerSecond, requestBurst, tokensPerSecond, tokenBurst } = assignment;
  const requests = limitCharge('assignment-requests', id, requestsPerSecond, requestBurst, 1);
  if (requests !== undefined) charges.push(requests);
  const tokens = limitCharge('assignment-tokens', id, tokensPerSecond, tokenBurst, estimatedTokens);
  if (tokens !== undefined) charges.push(tokens);
  return charges;
}
