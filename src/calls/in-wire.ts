import { GatewayError } from '../errors/gateway-error';
import type { LlmAdapter } from '../llm/llm-adapter';
import type { DoorWire } from '../wire/wire';

/**
 * An adapter for a call of this door's wire.
 * @throws GatewayError INVALID_REQUEST when it cannot answer in it
 */
export function inWire(adapter: LlmAdapter, { name }: DoorWire): LlmAdapter {
  if (name === 'openai-chat' || adapter.everyWire === true) return adapter;
  throw new GatewayError('INVALID_REQUEST', `The model's provider does not answer in the format ${name}.`, {
    param: 'model',
  });
}
