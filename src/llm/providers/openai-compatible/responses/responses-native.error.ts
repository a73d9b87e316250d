import type { GatewayError } from '../../../../errors/gateway-error';
import { isObject } from '../../../../json/json-object';
import type { JsonObject } from '../../../../json/json-object';
import { parsedJson } from '../../../../json/parsed-json';
import type { UpstreamAnswer } from '../../../../upstream/upstream-exchange';
import { cleanedTexts, quoting } from '../../../mapping/verbatim-error';
import { REDACTED, redactedText } from '../provider-text';

/** A larger body is no error of the API. */
const MAX_BYTES = 16 * 1024;
const MAX_DEPTH = 16;
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
  const parsed = parsedJson(body.toString('utf8'));
  if (!isObject(parsed) || !isObject(parsed['error'])) return error;
  const clean = cleaner(secret);
  // Its size is bounded, and so is its depth.
  const redacted = cleanedTexts(parsed, clean, Infinity);
  const shown =
    JSON.stringify(redacted) === JSON.stringify(parsed) ? body.toString('utf8') : JSON.stringify(redacted);
  return quoting(error, { wire: 'openai-responses', status, body: shown });
}

/** An event of a stream that tells of a failure, its words without credentials and hosts. */
export function cleanedFailure(event: JsonObject, secret: string | undefined): JsonObject {
  const clean = cleaner(secret);
  const entries = Object.entries(event).map(([name, value]) => {
    if (name === 'response') return [name, withCleanError(value, clean)];
    return [name, name === 'message' || name === 'error' ? cleanedTexts(value, clean, MAX_DEPTH) : value];
  });
  return Object.fromEntries(entries) as JsonObject;
}

function withCleanError(response: unknown, clean: (text: string) => string): unknown {
  if (!isObject(response) || response['error'] === undefined) return response;
  return { ...response, error: cleanedTexts(response['error'], clean, MAX_DEPTH) };
}

function cleaner(secret: string | undefined): (text: string) => string {
  return (text) =>
    redactedText(
      secret === undefined || secret === '' ? text : text.replaceAll(secret, REDACTED),
      PUBLIC_PAGE,
    );
}
