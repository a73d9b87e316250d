import type { Deployment } from '../catalogue/deployment';
import type { RouteSettings } from '../config/provider-file/route-settings';
import type { GatewayError } from '../errors/gateway-error';
import { isObject } from '../json/json-object';
import type { JsonObject } from '../json/json-object';
import { windowOf } from './order/fitness';

/** Codes of providers that will not answer for the content of a request. */
const REFUSALS: ReadonlySet<string> = new Set(['content_filter', 'content_policy_violation']);
/** Codes of a parameter that one provider takes and another does not. */
const PARAMETERS: ReadonlySet<string> = new Set([
  'unsupported_parameter',
  'unknown_parameter',
  'unsupported_value',
]);
/** The same in words, of providers without such codes; it decides nothing but whether another deployment is tried. */
const NOT_TAKEN =
  /\b(?:unsupported|not (?:supported|permitted|allowed|enabled|available)|(?:does not|doesn't) support|unknown|unrecognized|unexpected|extraneous|cannot find field|extra_forbidden)\b/i;
const TOO_LARGE = 413;
/** Fields that every request has: no other provider takes it where one is refused. */
const NEEDED: ReadonlySet<string> = new Set(['model', 'messages', 'contents', 'input', 'prompt']);
/** So much of a message is looked through, and so many fields are looked for. */
const MAX_MESSAGE = 2_048;
const MAX_FIELDS = 256;

/**
 * Which other deployments may take a request that one has refused.
 * @param body the request's
 * @returns undefined where the refusal is the answer
 */
export function takersOf(
  { upstreamFailure, upstreamStatus, providerCode = '', code, param, message }: GatewayError,
  refusedBy: Deployment,
  { onRefusal }: RouteSettings,
  body: JsonObject,
): ((other: Deployment) => boolean) | undefined {
  const isRefusal =
    upstreamFailure === 'rejected' || (upstreamFailure === undefined && code === 'INVALID_REQUEST');
  if (!isRefusal) return undefined;
  if (providerCode === 'context_length_exceeded') return (other) => isLarger(other, refusedBy);
  if (REFUSALS.has(providerCode)) return onRefusal === 'fallback' ? () => true : undefined;
  // How large a request may be is said by each provider: where it bills by the minute, also by each account.
  if (upstreamStatus === TOO_LARGE || PARAMETERS.has(providerCode)) return () => true;
  const isParameter = NOT_TAKEN.test(message) && (param !== undefined || namesField(message, body));
  return isParameter ? () => true : undefined;
}

/** Whether a message names a field of the request, or of a setting in it, in whatever spelling (`top_k`, `topK`). */
function namesField(message: string, body: JsonObject): boolean {
  const words = new Set(bare(message.slice(0, MAX_MESSAGE)).match(/[a-z\d]+/g));
  const names = Object.entries(body).flatMap(([name, value]) =>
    NEEDED.has(name) ? [] : isObject(value) ? [name, ...Object.keys(value)] : [name],
  );
  return names.slice(0, MAX_FIELDS).some((name) => words.has(bare(name)));
}

function bare(text: string): string {
  return text.replaceAll('_', '').toLowerCase();
}

/** Where nobody knows the window that was too small, any that is known may be larger. */
function isLarger(other: Deployment, than: Deployment): boolean {
  const [window, small] = [windowOf(other), windowOf(than)];
  return window !== undefined && (small === undefined || window > small);
}
