import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../../errors/gateway-error';
import { MESSAGES_ERROR_TYPES } from '../../errors/messages-error';
import { isObject } from '../../json/json-object';
import { headersForCaller } from '../../upstream/forwarded-headers';
import { retryAfterMs } from '../providers/openai-compatible/errors';
import { REDACTED, redactedText } from '../providers/openai-compatible/provider-text';
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
  secrets: readonly string[],
): GatewayError {
  const parsed = parsedBody(body);
  const error = messagesError(status, parsed, secrets, retryAfterMs(headers));
  const isCallers = status === 200 || (status >= 400 && status < 500);
  if (!isCallers || error.upstreamFailure === 'credential' || !isObject(parsed) || parsed['type'] !== 'error')
    return error;
  const text = body.toString('utf8');
  const redacted = cleaned(parsed, secrets);
  const shown = JSON.stringify(redacted) === JSON.stringify(parsed) ? text : JSON.stringify(redacted);
  return withVerbatim(error, headers, { status, body: shown });
}

/**
 * An error that a platform tells in its own form, for the door that speaks the API: in Anthropic's form, with the platform's
 * own words where the fault is the request's.
 */
export function inAnthropicForm(error: GatewayError, headers: IncomingHttpHeaders): GatewayError {
  const { status, upstreamMessage, upstreamFailure, code } = error;
  if (status >= 500 || upstreamFailure === 'credential' || upstreamMessage === undefined) return error;
  const body = {
    type: 'error',
    error: { type: MESSAGES_ERROR_TYPES[code], message: redactedText(upstreamMessage, PUBLIC_PAGE) },
  };
  return withVerbatim(error, headers, { status, body: JSON.stringify(body) });
}

function withVerbatim(
  error: GatewayError,
  headers: IncomingHttpHeaders,
  verbatim: { readonly status: number; readonly body: string },
): GatewayError {
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
    verbatim: { wire: 'anthropic-messages', ...verbatim },
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
function cleaned(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') {
    const own = secrets.reduce(
      (text, secret) => (secret === '' ? text : text.replaceAll(secret, REDACTED)),
      value,
    );
    return redactedText(own, PUBLIC_PAGE);
  }
  if (Array.isArray(value)) return value.map((entry) => cleaned(entry, secrets));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, cleaned(entry, secrets)]));
}
