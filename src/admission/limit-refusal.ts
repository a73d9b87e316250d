import { GatewayError } from '../errors/gateway-error';
import type { BucketCharge } from './buckets/bucket-store';
import { formatDuration } from './duration';
import type { BucketLimit } from './limit-events';

const LIMITED: Readonly<Record<BucketLimit, string>> = {
  key: 'for this key',
  address: 'for calls without a valid key from this address',
  model: 'for this model, all keys together',
  'assignment-requests': 'for requests per second of this alias',
  'assignment-tokens': 'for tokens per second of this alias',
};

/** The 429 of a limit: which one it was, and when to try again. */
export function limitRefusal(charge: BucketCharge, retryAfterMs: number): GatewayError {
  const { limit, ratePerSecond, burst } = charge;
  const wait = formatDuration(retryAfterMs);
  const counted = limit === 'assignment-tokens' ? 'tokens' : 'requests';
  const message = `Rate limit reached ${LIMITED[limit]}: ${ratePerSecond} ${counted} a second, ${burst} at once. Try again in ${wait}.`;
  return new GatewayError('RATE_LIMIT', message, {
    providerCode: 'rate_limit_exceeded',
    retryAfterMs,
  });
}
