import type { Deployment } from '../catalogue/deployment';
import type { RouteSettings } from '../config/provider-file/route-settings';
import type { GatewayError } from '../errors/gateway-error';
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
const NOT_TAKEN = /\b(?:unsupported|not supported|does not support|unknown|unrecognized|not permitted)\b/i;

/**
 * Which other deployments may take a request that one has refused.
 * @returns undefined where the refusal is the answer
 */
export function takersOf(
  { upstreamFailure, providerCode = '', code, param, message }: GatewayError,
  refusedBy: Deployment,
  { onRefusal }: RouteSettings,
): ((other: Deployment) => boolean) | undefined {
  const isRefusal =
    upstreamFailure === 'rejected' || (upstreamFailure === undefined && code === 'INVALID_REQUEST');
  if (!isRefusal) return undefined;
  if (providerCode === 'context_length_exceeded') return (other) => isLarger(other, refusedBy);
  if (REFUSALS.has(providerCode)) return onRefusal === 'fallback' ? () => true : undefined;
  const isParameter = PARAMETERS.has(providerCode) || (param !== undefined && NOT_TAKEN.test(message));
  return isParameter ? () => true : undefined;
}

/** Where nobody knows the window that was too small, any that is known may be larger. */
function isLarger(other: Deployment, than: Deployment): boolean {
  const [window, small] = [windowOf(other), windowOf(than)];
  return window !== undefined && (small === undefined || window > small);
}
