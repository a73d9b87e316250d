import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayError } from '../../errors/gateway-error';
import { MESSAGES_ERROR_TYPES } from '../../errors/messages-error';
import { isObject } from '../../json/json-object';
import { parsedJson } from '../../json/parsed-json';
import { headersForCaller, UPSTREAMS } from '../../upstream/forwarded-headers';
import { cleanedTexts, quoting } from '../mapping/verbatim-error';
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
  const withoutSecrets = (part: string): string =>
    secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, REDACTED)), part);
  const clean = (part: string): string => redactedText(withoutSecrets(part), PUBLIC_PAGE);
  // Its size is bounded, and so is its depth.
  const redacted = cleanedTexts(parsed, clean, Infinity);
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
    // The field is required, and null where the platform tells no id.
    request_id: headersForCaller(headers)[`${UPSTREAMS}request-id`] ?? null,
  };
  return withVerbatim(error, headers, { status, body: JSON.stringify(body) });
}

function withVerbatim(
  error: GatewayError,
  headers: IncomingHttpHeaders,
  verbatim: { readonly status: number; readonly body: string },
): GatewayError {
  const shown = { ...error.headers, ...headersForCaller(headers), ...adviceIn(headers) };
  return quoting(error, { wire: 'anthropic-messages', ...verbatim }, shown);
}

/**
 * Whether to ask again, as the provider says it beside its words.
 * Source: https://code.claude.com/docs/en/llm-gateway-protocol#response-headers
 */
function adviceIn({ 'x-should-retry': advice }: IncomingHttpHeaders): Record<string, string> {
  return advice === 'true' || advice === 'false' ? { 'x-should-retry': advice } : {};
}

function parsedBody(body: Buffer): unknown {
  return body.length > MAX_BYTES ? undefined : parsedJson(body.toString('utf8'));
}
