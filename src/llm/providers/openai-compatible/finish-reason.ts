import type { GatewayError } from '../../../errors/gateway-error';
import { upstreamFailed } from '../../../upstream/upstream-failure';

/** Reasons that say that the answer was broken off at the provider: it must not pass for a whole one. */
const BROKEN_OFF: ReadonlySet<string> = new Set([
  'error',
  'abort',
  'insufficient_system_resource',
  'network_error',
]);

/** A vendor's finish reason in OpenAI's words. @throws GatewayError PROVIDER_ERROR when it says that the answer is broken. */
export function readFinishReason(reason: string, ofVendor: Readonly<Record<string, string>> = {}): string {
  if (BROKEN_OFF.has(reason)) throw brokenOff();
  return (Object.hasOwn(ofVendor, reason) ? ofVendor[reason] : undefined) ?? reason.slice(0, 64);
}

function brokenOff(): GatewayError {
  return upstreamFailed('stream_error', 'The upstream ended its answer before it was complete.');
}
