import type { ConcurrencyLimit } from '../registry/memory/registry-view';
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

/** Another call may end at any time, so that it is worth trying again soon. */
const CALL_ENDS_WITHIN_MS = 1_000;

/** The 429 of a key or group of which as many calls run as may. */
export function runningRefusal({ owner, max }: ConcurrencyLimit): GatewayError {
  const whose = owner === 'key' ? 'of this key' : "of this key's group";
  const calls = max === 1 ? 'call' : 'calls';
  return new GatewayError(
    'RATE_LIMIT',
    `Limit reached ${whose}: ${max} ${calls} at once. Try again when one has ended.`,
    { providerCode: 'rate_limit_exceeded', retryAfterMs: CALL_ENDS_WITHIN_MS },
  );
}
