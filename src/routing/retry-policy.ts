import type { GatewayError, UpstreamFailure } from '../errors/gateway-error';
import type { Attempt } from './attempt';

/** Failures after which the same call may succeed at once: nothing of it has been answered. */
const TRANSIENT: ReadonlySet<UpstreamFailure> = new Set([
  'connect',
  'connect_timeout',
  'no_answer',
  'headers_timeout',
]);
/** Failures after which the upstream may have done the work all the same: it had the request. */
const TAKEN: ReadonlySet<UpstreamFailure> = new Set(['no_answer', 'headers_timeout']);
const OF_ONE_DEPLOYMENT: ReadonlySet<UpstreamFailure> = new Set([
  'unsupported',
  'credential',
  'rate_limit',
  'server_error',
  'stream_error',
  'cut',
  'malformed',
  'frame_too_large',
  'redirect',
  'first_token_timeout',
  'idle_timeout',
]);
const TRANSIENT_STATUS: ReadonlySet<number> = new Set([429, 500, 502, 503, 504, 529]);

/** The first wait between two attempts at one deployment; it doubles with each, and half of it is chance. */
const BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 5_000;
/** An upstream that breaks a connection later than this may have worked on the request. */
const EARLY_MS = 1_000;

/** How retries go where an operator has said so; what is undefined goes by the settings and the defaults. */
export interface RetryRules {
  /** Further attempts. */
  readonly retries?: number | undefined;
  readonly backoffMs?: number | undefined;
  readonly maxBackoffMs?: number | undefined;
}

/** Whether an attempt that failed so may be followed by another one, as far as the failure tells. */
export function isRetryable(error: GatewayError): boolean {
  if (!error.retryable || error.upstreamFailure === undefined) return false;
  if (TRANSIENT.has(error.upstreamFailure)) return true;
  return error.upstreamStatus !== undefined && TRANSIENT_STATUS.has(error.upstreamStatus);
}

/** Whether an upstream had the request and gave no answer: it may have worked on it, and will ask for its money. */
export function wasTaken({ upstreamFailure }: GatewayError): boolean {
  return upstreamFailure !== undefined && TAKEN.has(upstreamFailure);
}

/** Whether a failure is a silence: who was silent is not asked again in the same call. */
export function wasSilent({ code }: GatewayError): boolean {
  return code === 'TIMEOUT';
}

/**
 * Whether a failure is likely to be gone at once at the same deployment: a 500, a connection that was reset before it could
 * have done any work.
 */
export function isQuicklyGone(error: GatewayError, { ms }: Pick<Attempt, 'ms'>): boolean {
  const { upstreamFailure, upstreamStatus, retryAfterMs = 0 } = error;
  if (retryAfterMs > BACKOFF_MS || !isRetryable(error)) return false;
  if (upstreamFailure === 'no_answer') return ms < EARLY_MS && isReset(error.cause);
  return upstreamStatus === 500;
}

/**
 * Whether another deployment may succeed where this one is not asked again: our credential was refused there, its quota is
 * used up, it failed, broke off or gave an answer that makes no sense, its provider has no such route. What the provider says
 * against the request itself holds everywhere.
 */
export function mayFallBack({ upstreamFailure }: GatewayError): boolean {
  return upstreamFailure !== undefined && OF_ONE_DEPLOYMENT.has(upstreamFailure);
}

/** How long to wait before the given retry (1 is the first), in milliseconds. */
export function retryDelayMs(error: GatewayError, retry: number, rules: RetryRules = {}): number {
  if (error.retryAfterMs !== undefined) return error.retryAfterMs;
  const { backoffMs = BACKOFF_MS, maxBackoffMs = MAX_BACKOFF_MS } = rules;
  const ceiling = Math.min(backoffMs * 2 ** (retry - 1), maxBackoffMs);
  return ceiling / 2 + Math.random() * (ceiling / 2);
}

function isReset(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ECONNRESET';
}
