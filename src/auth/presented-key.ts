import type { IncomingHttpHeaders } from 'node:http';

/** What a caller without a valid key is told. */
export const KEY_REQUIRED =
  'A valid key is required: send it as "Authorization: Bearer <key>", "x-api-key: <key>", "api-key: <key>", "x-goog-api-key: <key>" or "x-internal-auth: <key>".';

/** Where Google's clients may put the key into the query. */
const GOOGLE_PATH = /^\/(?:v1beta1?|v1\/(?:models|projects|publishers))[/?]/;

/**
 * The key that a request presents. `x-internal-auth` alone decides when it is there, because the Python SDK always sends
 * some Bearer along; then `Authorization: Bearer`; then `x-api-key`, as Anthropic's SDKs send it, `api-key`, as the Azure
 * SDKs do, and `x-goog-api-key`, as Google's do; then `?key=` on Gemini's routes
 * (https://ai.google.dev/api#authentication), which is in no log: lines have a route, not a URL.
 */
export function presentedKey(headers: IncomingHttpHeaders, url = ''): string | undefined {
  const internal = headers['x-internal-auth'];
  if (internal !== undefined) return typeof internal === 'string' ? internal : undefined;
  const { authorization } = headers;
  if (authorization !== undefined) return bearer(authorization);
  const own = headers['x-api-key'] ?? headers['api-key'] ?? headers['x-goog-api-key'];
  if (own !== undefined) return typeof own === 'string' ? own : undefined;
  return url.includes('key=') && GOOGLE_PATH.test(url) ? keyInQuery(url) : undefined;
}

function keyInQuery(url: string): string | undefined {
  const query = url.slice(url.indexOf('?') + 1);
  return new URLSearchParams(query).get('key') ?? undefined;
}

/** RFC 6750 §2.1; the scheme's case does not matter (RFC 9110 §11.1). */
function bearer(authorization: string): string | undefined {
  if (authorization.length < 8 || authorization.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  return authorization.slice(7).trim();
}
