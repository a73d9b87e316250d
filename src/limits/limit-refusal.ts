import { GatewayError } from '../errors/gateway-error';
import type { BucketCharge, BucketState } from './bucket-store';
import { formatDuration } from './duration';
import type { LimitName } from './limit-events';
import { rateLimitHeaders } from './rate-limit-headers';

/** A charge, and which limit it is for. */
export interface LimitCharge extends BucketCharge {
  readonly limit: Exclude<LimitName, 'slots'>;
  /** The key id, address or model that is limited. */
  readonly subject: string;
}

const LIMITED: Readonly<Record<LimitCharge['limit'], string>> = {
  key: 'for this key',
  address: 'for calls without a valid key from this address',
  model: 'for this model, all keys together',
};

/** The 429 of a limit: which one it was, when to try again, and the state of the bucket that refused. */
export function limitRefusal(charge: LimitCharge, state: BucketState, retryAfterMs: number): GatewayError {
  const { limit, ratePerSecond, burst } = charge;
  const wait = formatDuration(retryAfterMs);
  const message = `Rate limit reached ${LIMITED[limit]}: ${ratePerSecond} requests a second, ${burst} at once. Try again in ${wait}.`;
  return new GatewayError('RATE_LIMIT', message, {
    providerCode: 'rate_limit_exceeded',
    retryAfterMs,
    headers: rateLimitHeaders(charge, state),
  });
}
