import { wrongField } from '../../errors/invalid-field';
import type { GatewayError } from '../../errors/gateway-error';

/**
 * An INVALID_REQUEST for a conversation that says nothing: no wire has a form for one.
 * @param field that holds the conversation, as Chat Completions call it; callers of other wires are told their own name of it
 */
export function nothingToAnswer(field = 'messages'): GatewayError {
  return wrongField(field, 'must hold something that can be answered');
}
