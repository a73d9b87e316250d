import type { BucketState } from './bucket-store';
import { formatDuration } from './duration';
import type { LimitCharge } from './limit-charges';

/**
 * The headers in which OpenAI tells callers where they stand
 * (https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers): the most that the bucket holds, what is
 * left of it, and when it will be full again; for requests and for tokens.
 */
export function rateLimitHeaders(
  { limit, burst }: LimitCharge,
  { remaining, fullInMs }: BucketState,
): Record<string, string> {
  const max = String(burst);
  const left = String(Math.max(0, Math.floor(remaining)));
  const reset = formatDuration(fullInMs);
  if (limit === 'assignment-tokens') {
    return {
      'x-ratelimit-limit-tokens': max,
      'x-ratelimit-remaining-tokens': left,
      'x-ratelimit-reset-tokens': reset,
    };
  }
  return {
    'x-ratelimit-limit-requests': max,
    'x-ratelimit-remaining-requests': left,
    'x-ratelimit-reset-requests': reset,
  };
}
