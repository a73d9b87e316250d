import type { IncomingHttpHeaders } from 'node:http';

/** Request headers of a caller that may reach an upstream. Everything else, credentials first of all, stays here. */
const TO_UPSTREAM = ['user-agent', 'openai-beta', 'anthropic-beta', 'idempotency-key'] as const;

/** Response headers of an upstream that clients make use of; `x-request-id` and the rate limits are our own. */
const TO_CALLER = ['openai-processing-ms', 'openai-version'] as const;

/** The caller's headers that go upstream, lower-case. */
export function headersForUpstream(headers: IncomingHttpHeaders): Record<string, string> {
  const allowed: Record<string, string> = {};
  for (const name of TO_UPSTREAM) {
    const value = headers[name];
    if (typeof value === 'string') allowed[name] = value;
  }
  return allowed;
}

/** The upstream's headers that go to the caller, lower-case; values with control characters are dropped. */
export function headersForCaller(headers: IncomingHttpHeaders): Record<string, string> {
  const allowed: Record<string, string> = {};
  for (const name of TO_CALLER) {
    const value = headers[name];
    if (typeof value === 'string' && /^[\x20-\x7e]{1,256}$/.test(value)) allowed[name] = value;
  }
  return allowed;
}
