import { GatewayError } from '../errors/gateway-error';
import type { BucketCharge } from './buckets/bucket-store';
import { formatDuration } from './duration';
import { LIMIT_KINDS } from './limit-kinds';

/** The 429 of a limit: which one it was, and when to try again. */
export function limitRefusal(charge: BucketCharge, retryAfterMs: number): GatewayError {
  const { limit, ratePerSecond, burst } = charge;
  const wait = formatDuration(retryAfterMs);
  const { counts, words } = LIMIT_KINDS[limit];
  const message = `Rate limit reached ${words}: ${ratePerSecond} ${counts} a second, ${burst} at once. Try again in ${wait}.`;
  return new GatewayError('RATE_LIMIT', message, {
    providerCode: 'rate_limit_exceeded',
    retryAfterMs,
  });
}
