import type { BucketCharge, BucketState } from './buckets/bucket-store';
import { formatDuration } from './duration';
import { countsTokens } from './limit-kinds';

/** Names of the headers, of requests and of tokens. */
interface Names {
  readonly limit: string;
  readonly remaining: string;
  readonly reset: string;
}

const OF_REQUESTS: Names = {
  limit: 'x-ratelimit-limit-requests',
  remaining: 'x-ratelimit-remaining-requests',
  reset: 'x-ratelimit-reset-requests',
};
const OF_TOKENS: Names = {
  limit: 'x-ratelimit-limit-tokens',
  remaining: 'x-ratelimit-remaining-tokens',
  reset: 'x-ratelimit-reset-tokens',
};

/**
 * Adds the headers in which OpenAI tells callers what is left
 * (https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers): the most that the bucket holds, what is
 * left of it, and when it will be full again; for requests and for tokens.
 * @param headers names and values in turn
 */
export function addRateLimit(
  headers: string[],
  { limit, burst }: BucketCharge,
  { remaining, fullInMs }: BucketState,
): void {
  const names = countsTokens(limit) ? OF_TOKENS : OF_REQUESTS;
  headers.push(names.limit, String(burst));
  headers.push(names.remaining, String(Math.max(0, Math.floor(remaining))));
  headers.push(names.reset, formatDuration(fullInMs));
}

/**
 * A header that @nestjs/throttler sets, as a name and a value of {@link addRateLimit}.
 * @param name `x-ratelimit-Limit`, `-Remaining` or `-Reset`
 * @param value requests; of the reset seconds
 * @returns undefined for any other header
 */
export function requestHeaderOf(name: string, value: number): [name: string, value: string] | undefined {
  switch (name) {
    case 'x-ratelimit-Limit':
      return [OF_REQUESTS.limit, String(value)];
    case 'x-ratelimit-Remaining':
      return [OF_REQUESTS.remaining, String(Math.floor(value))];
    case 'x-ratelimit-Reset':
      return [OF_REQUESTS.reset, formatDuration(value * 1_000)];
    default:
      return undefined;
  }
}
