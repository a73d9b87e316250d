import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../../../errors/gateway-error';
import { isObject } from '../../../json/json-object';
import { headersForCaller } from '../../../upstream/forwarded-headers';
import { retryAfterMs } from '../openai-compatible/errors';
import { redactedText } from '../openai-compatible/provider-text';
import { messagesError } from './errors';

/** A larger body is no error of the API. */
const MAX_BYTES = 16 * 1024;
/** Pages that the API's own texts name; nothing of ours is there. */
const PUBLIC_PAGE =
  /^https:\/\/(?:docs|platform|console|support|status|www)\.(?:anthropic|claude)\.com(?:\/|$)/;

/**
 * An error of the API for the door that speaks it: of the catalogue for everybody else, and as the provider wrote it, without
 * credentials and hosts, for the caller. Coding agents decide by its wording what to do next. What is wrong with our own
 * credential is not the caller's to read.
 * @param status of the answer; 200 for an `error` event inside a stream
 */
export function verbatimError(
  status: number,
  headers: IncomingHttpHeaders,
  body: Buffer,
  secret: string | undefined,
): GatewayError {
  const parsed = parsedBody(body);
  const error = messagesError(status, parsed, secret, retryAfterMs(headers));
  const isCallers = status === 200 || (status >= 400 && status < 500);
  if (!isCallers || error.upstreamFailure === 'credential' || !isObject(parsed) || parsed['type'] !== 'error')
    return error;
  const text = body.toString('utf8');
  const redacted = cleaned(parsed, secret);
  const shown = JSON.stringify(redacted) === JSON.stringify(parsed) ? text : JSON.stringify(redacted);
  const { code, message, param, providerCode, retryable, upstreamFailure, upstreamStatus } = error;
  return new GatewayError(code, message, {
    param,
    providerCode,
    retryable,
    upstreamFailure,
    upstreamStatus,
    inferred: error.inferred,
    upstreamMessage: error.upstreamMessage,
    retryAfterMs: error.retryAfterMs,
    cause: error.cause,
    headers: { ...error.headers, ...headersForCaller(headers) },
    verbatim: { wire: 'anthropic-messages', status, body: shown },
  });
}

function parsedBody(body: Buffer): unknown {
  if (body.length > MAX_BYTES) return undefined;
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
