import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayError } from '../../../errors/gateway-error';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { objectsIn } from '../../../json/objects-in';
import { errorFromBody, retryAfterMs, withoutSecret } from '../openai-compatible/errors';
import type { ProviderErrorBody } from '../openai-compatible/errors';

/** Longest wait that is passed on, in milliseconds. */
const MAX_WAIT_MS = 86_400_000;

/**
 * Maps an error answer to the catalogue.
 * Format: `google.rpc.Status`, https://cloud.google.com/apis/design/errors and
 * https://ai.google.dev/gemini-api/docs/troubleshooting
 * @param status of the answer; 200 for an error inside a stream
 * @param parsed the body: `{error: …}`, or a list of one such
 * @param secrets what must not be quoted
 */
export function googleError(
  status: number,
  headers: IncomingHttpHeaders,
  parsed: unknown,
  secrets: readonly string[],
): GatewayError {
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  const error = isObject(first) && isObject(first['error']) ? first['error'] : {};
  const message = typeof error['message'] === 'string' ? error['message'] : undefined;
  const details = objectsIn(error['details']);
  const inside = typeof error['code'] === 'number' ? error['code'] : undefined;
  const kind = kindOf(status === 200 ? (inside ?? 500) : status, error['status'], message ?? '', details);
  const body: ProviderErrorBody = {
    message,
    type: undefined,
    // Inside a stream the code is all that tells the kind.
    code: kind.code ?? String(kind.status),
    param: undefined,
    inferred: kind.inferred === true,
  };
  const clean = secrets.reduce<ProviderErrorBody>((text, secret) => withoutSecret(text, secret), body);
  return errorFromBody(status === 200 ? 200 : kind.status, clean, waitOf(details) ?? retryAfterMs(headers));
}

/** The status that the error is treated as, and OpenAI's code for it where there is one. */
interface ErrorKind {
  readonly status: number;
  readonly code?: string;
  /** It was read out of the message. */
  readonly inferred?: boolean;
}

/** Of Gemini, and of Gemma and others on Vertex AI. */
const TOO_LONG =
  /\btoken count\b.{0,80}\bexceeds\b|\bexceeds the maximum number of tokens\b|\btoken count is \d{1,9} but model only supports up to\b/i;

function kindOf(status: number, name: unknown, message: string, details: readonly JsonObject[]): ErrorKind {
  if (status === 404) return { status, code: 'model_not_found' };
  if (status === 429) return isUsedUp(message, details) ? { status, code: 'insufficient_quota' } : { status };
  if (status !== 400) return { status };
  // A key that is wrong, expired or barred from its place is answered with 400.
  if (details.some(({ reason }) => typeof reason === 'string' && reason.startsWith('API_KEY_'))) {
    return { status: 401 };
  }
  if (/\bAPI key (?:not valid|not found|expired)\b/i.test(message)) return { status: 401, inferred: true };
  if (name === 'FAILED_PRECONDITION' && /\b(?:location|country|billing)\b/i.test(message))
    return { status: 403, inferred: true };
  if (TOO_LONG.test(message)) {
    return { status, code: 'context_length_exceeded' };
  }
  return { status };
}

/** A quota that waiting a little does not help: none at all for this model, or the day's. */
function isUsedUp(message: string, details: readonly JsonObject[]): boolean {
  if (/\blimit: 0\b/.test(message)) return true;
  return details.some((detail) => {
    const violations = objectsIn(detail['violations']);
    return violations.some(({ quotaId }) => typeof quotaId === 'string' && /PerDay/.test(quotaId));
  });
}

/** `google.rpc.RetryInfo`: a duration in seconds (`34.4s`). */
function waitOf(details: readonly JsonObject[]): number | undefined {
  for (const { retryDelay } of details) {
    const seconds = typeof retryDelay === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(retryDelay)?.[1] : undefined;
    if (seconds !== undefined) return Math.min(Math.ceil(Number(seconds) * 1000), MAX_WAIT_MS);
  }
  return undefined;
}
