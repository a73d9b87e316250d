import type { GatewayError } from '../../../../errors/gateway-error';
import { isObject } from '../../../../json/json-object';
import type { UpstreamAnswer } from '../../../../upstream/upstream-exchange';
import { cleanedTexts, quoting } from '../../../mapping/verbatim-error';
import { REDACTED, redactedText } from '../provider-text';

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
  const clean = (text: string): string =>
    redactedText(
      secret === undefined || secret === '' ? text : text.replaceAll(secret, REDACTED),
      PUBLIC_PAGE,
    );
  // Its size is bounded, and so is its depth.
  const redacted = cleanedTexts(parsed, clean, Infinity);
  const shown =
    JSON.stringify(redacted) === JSON.stringify(parsed) ? body.toString('utf8') : JSON.stringify(redacted);
  return quoting(error, { wire: 'openai-responses', status, body: shown });
}

function parsedBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
