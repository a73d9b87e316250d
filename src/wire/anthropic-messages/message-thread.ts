import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/** The field by which a request makes a thread, a conversation that Anthropic keeps, or goes on with one. */
export const THREAD_FIELD = 'thread';

/**
 * Whether a request goes on with a thread: its messages are the new ones alone, and may be none.
 * Format: `BetaMessageThreadParam` of https://github.com/anthropics/anthropic-sdk-typescript
 */
export function continuesThread({ [THREAD_FIELD]: thread }: JsonObject): boolean {
  return isObject(thread) && thread['type'] === 'continue';
}

/**
 * Refuses a thread where its provider keeps none: the rest of the conversation is not in the request, and an answer to its
 * last messages alone would look like one to all of it. The SDKs of Anthropic know this refusal: their tool runners send the
 * whole conversation from then on.
 * @throws GatewayError INVALID_REQUEST where the request has one
 */
export function refuseThread({ [THREAD_FIELD]: thread }: JsonObject): void {
  if (thread === undefined || thread === null) return;
  const message =
    "thread: this model's provider keeps no threads. Send the whole conversation, without this field.";
  throw new GatewayError('INVALID_REQUEST', message, {
    param: THREAD_FIELD,
    providerCode: 'thread_unsupported_request',
  });
}
