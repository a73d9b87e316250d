import type { BucketCharge, BucketState } from './bucket-store';
import { formatDuration } from './duration';

/**
 * The headers in which OpenAI tells callers where they stand
 * (https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers): the most that the bucket holds, what is
 * left of it, and when it will be full again.
 */
export function rateLimitHeaders(
  { burst }: BucketCharge,
  { remaining, fullInMs }: BucketState,
): Record<string, string> {
  return {
    'x-ratelimit-limit-requests': String(burst),
    'x-ratelimit-remaining-requests': String(Math.max(0, Math.floor(remaining))),
    'x-ratelimit-reset-requests': formatDuration(fullInMs),
  };
}
