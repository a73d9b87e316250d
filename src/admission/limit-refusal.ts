import { GatewayError } from '../errors/gateway-error';
import type { BucketCharge } from './buckets/bucket-store';
import { formatDuration } from './duration';
import { limitKind } from './limit-kinds';

/** The 429 of a limit: which one it was, and when to try again. */
export function limitRefusal(charge: BucketCharge, retryAfterMs: number): GatewayError {
  const { limit, ratePerSecond, burst } = charge;
  const wait = formatDuration(retryAfterMs);
  const { counts, words, per } = limitKind(limit);
  const amount =
    per === undefined
      ? `${ratePerSecond} ${counts} a second, ${burst} at once`
      : `${burst} ${counts} a ${per}`;
  const message = `Rate limit reached ${words}: ${amount}. Try again in ${wait}.`;
  return new GatewayError('RATE_LIMIT', message, {
    providerCode: 'rate_limit_exceeded',
    retryAfterMs,
  });
}
