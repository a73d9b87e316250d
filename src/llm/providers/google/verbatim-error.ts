import type { GatewayError } from '../../../errors/gateway-error';
import { isObject } from '../../../json/json-object';
import { withVerbatim } from '../../mapping/verbatim-error';

/** Pages that Google's own texts name; nothing of ours is there. */
const PUBLIC_PAGE =
  /^https:\/\/(?:ai\.google\.dev|ai\.dev|(?:console\.|docs\.)?cloud\.google\.com|aistudio\.google\.com)(?:[/?#]|$)/;
/** Names of the connection's own project, by which nobody else has to know it. */
const PROJECT = /\bprojects?(?:_number)?[:/][\w.:-]+/g;

/**
 * An error of Google's for the door that speaks its wire: of the catalogue for everybody else, and as Google wrote it, without
 * credentials, hosts and projects, for the caller: the Gemini CLI reads its details. What is wrong with our own credential is not
 * the caller's to read.
 * @param error the same of the catalogue
 * @param status of the answer; 200 for an error inside a stream
 * @param parsed the body: `{error: …}`, or a list of one such
 */
export function verbatimError(
  error: GatewayError,
  status: number,
  parsed: unknown,
  secrets: readonly string[],
): GatewayError {
  const body: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  const isCallers = status === 200 || (status >= 400 && status < 500);
  const isGoogles = isObject(body) && isObject(body['error']) && typeof body['error']['message'] === 'string';
  if (!isCallers || !isGoogles || error.upstreamFailure === 'credential') return error;
  return withVerbatim(
    error,
    { wire: 'gemini', status, body },
    (text) => {
      const own = secrets.reduce((shown, secret) => shown.replaceAll(secret, '[redacted]'), text);
      return own.replace(PROJECT, '[redacted]');
    },
    PUBLIC_PAGE,
  );
}
