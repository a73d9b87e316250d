import { GatewayError } from '../errors/gateway-error';
import type { Unavailable } from './health/attempt-permit';

/** The OpenAI and Anthropic SDKs wait as told up to here; told of more, they come back by their own clock, in seconds. */
const LONGEST_HEEDED_MS = 60_000;

/**
 * An error with word of when to come back: `retry-after` where SDKs heed it, else `x-should-retry: false`, because they would come
 * back while nothing can have changed.
 * @param waitMs until one of the call's deployments may be asked again
 */
export function withAdvice(error: GatewayError, waitMs: number): GatewayError {
  const retryable = waitMs <= LONGEST_HEEDED_MS;
  if (!error.retryable || waitMs <= 0 || waitMs === Infinity) return error;
  if (retryable && waitMs === error.retryAfterMs) return error;
  const { param, providerCode, headers, upstreamFailure, upstreamStatus, upstreamMessage, inferred } = error;
  return new GatewayError(error.code, error.message, {
    param,
    providerCode,
    headers,
    upstreamFailure,
    upstreamStatus,
    upstreamMessage,
    inferred,
    verbatim: error.verbatim,
    cause: error.cause,
    retryAfterMs: waitMs,
    retryable,
  });
}

/** The error of a call that no deployment was asked for. */
export function noneAvailable(reasons: readonly Unavailable[]): GatewayError {
  const waitMs = soonest(reasons);
  if (isAll(reasons, 'full')) {
    const message =
      'Every deployment behind this model is at its own limit. Try again when retry-after says.';
    return new GatewayError('RATE_LIMIT', message, { upstreamFailure: 'unavailable', retryAfterMs: waitMs });
  }
  const message = isAll(reasons, 'draining')
    ? 'Every deployment behind this model is taken out for maintenance.'
    : 'Every deployment behind this model keeps failing and is not asked now. Try again when retry-after says.';
  return withAdvice(new GatewayError('OVERLOADED', message, { upstreamFailure: 'unavailable' }), waitMs);
}

/** Milliseconds until the first of them may be asked; 0 where nobody knows. */
function soonest(reasons: readonly Unavailable[]): number {
  const waits = reasons.filter(({ why }) => why !== 'draining').map(({ waitMs }) => waitMs);
  return waits.length === 0 ? 0 : Math.min(...waits);
}

function isAll(reasons: readonly Unavailable[], one: Unavailable['why']): boolean {
  return reasons.every(({ why }) => why === one);
}
