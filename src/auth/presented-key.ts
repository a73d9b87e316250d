import type { IncomingHttpHeaders } from 'node:http';

/**
 * The key that a request presents. `x-internal-auth` alone decides when it is there, because the Python SDK always sends
 * some Bearer along; then `Authorization: Bearer`; then `api-key`, as the Azure SDKs send it, and `x-goog-api-key`, as
 * Google's do.
 */
export function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const internal = headers['x-internal-auth'];
  if (internal !== undefined) return typeof internal === 'string' ? internal : undefined;
  const { authorization } = headers;
  if (authorization !== undefined) return bearer(authorization);
  const own = headers['api-key'] ?? headers['x-goog-api-key'];
  return typeof own === 'string' ? own : undefined;
}

/** RFC 6750 §2.1; the scheme's case does not matter (RFC 9110 §11.1). */
function bearer(authorization: string): string | undefined {
  if (authorization.length < 8 || authorization.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  return authorization.slice(7).trim();
}
