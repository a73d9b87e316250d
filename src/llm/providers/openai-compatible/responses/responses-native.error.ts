import { GatewayError } from '../../../../errors/gateway-error';
import { isObject } from '../../../../json/json-object';
import type { UpstreamAnswer } from '../../../../upstream/upstream-exchange';
import { redactedText } from '../provider-text';

/** A larger body is no error of the API. */
const MAX_BYTES = 16 * 1024;
/** Pages that the API's own texts name; nothing of ours is there. */
const PUBLIC_PAGE =
  /^https:\/\/(?:platform|help|docs|status|www|developers|learn)\.(?:openai|microsoft)\.com(?:\/|$)/;

/**
 * An error of the catalogue, with what the provider wrote for a caller who speaks its wire: without credentials and hosts.
 * Coding agents decide by its wording what to do next. What is wrong with our own credential is not the caller's to read.
 */
export function verbatimError(
  error: GatewayError,
  { status, body }: UpstreamAnswer,
  secret: string | undefined,
): GatewayError {
  if (status < 400 || status >= 500 || error.upstreamFailure === 'credential' || body.length > MAX_BYTES)
    return error;
  const parsed = parsedBody(body);
  if (!isObject(parsed) || !isObject(parsed['error'])) return error;
  const redacted = cleaned(parsed, secret);
  const shown =
    JSON.stringify(redacted) === JSON.stringify(parsed) ? body.toString('utf8') : JSON.stringify(redacted);
  const { code, message, param, providerCode, retryable, upstreamFailure, upstreamStatus, headers } = error;
  return new GatewayError(code, message, {
    param,
    providerCode,
    retryable,
    upstreamFailure,
    upstreamStatus,
    headers,
    inferred: error.inferred,
    upstreamMessage: error.upstreamMessage,
    retryAfterMs: error.retryAfterMs,
    cause: error.cause,
    verbatim: { wire: 'openai-responses', status, body: shown },
  });
}

function parsedBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The same with every text cleaned. An error is nested a few levels deep, and its size is bounded. */
function cleaned(value: unknown, secret: string | undefined): unknown {
  if (typeof value === 'string') {
    const own = secret === undefined || secret === '' ? value : value.replaceAll(secret, '[redacted]');
    return redactedText(own, PUBLIC_PAGE);
  }
  if (Array.isArray(value)) return value.map((entry) => cleaned(entry, secret));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, cleaned(entry, secret)]));
}
