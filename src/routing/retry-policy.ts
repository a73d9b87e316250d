import type { GatewayError, UpstreamFailure } from '../errors/gateway-error';

/** Failures after which the same call may succeed at once: nothing of it has been answered. */
const TRANSIENT: ReadonlySet<UpstreamFailure> = new Set(['connect', 'connect_timeout', 'headers_timeout']);
const TRANSIENT_STATUS: ReadonlySet<number> = new Set([429, 500, 502, 503, 504, 529]);

/** The first wait between two attempts at one deployment; it doubles with each, and half of it is chance. */
const BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 5_000;

/** Whether an attempt that failed so may be followed by another one, as far as the failure tells. */
export function isRetryable(error: GatewayError): boolean {
  if (!error.retryable || error.upstreamFailure === undefined) return false;
  if (TRANSIENT.has(error.upstreamFailure)) return true;
  return error.upstreamStatus !== undefined && TRANSIENT_STATUS.has(error.upstreamStatus);
}

/** How long to wait before the attempt that follows the given number of failed ones, in milliseconds. */
export function retryDelayMs(error: GatewayError, failedAttempts: number): number {
  if (error.retryAfterMs !== undefined) return error.retryAfterMs;
  const ceiling = Math.min(BACKOFF_MS * 2 ** (failedAttempts - 1), MAX_BACKOFF_MS);
  return ceiling / 2 + Math.random() * (ceiling / 2);
}
