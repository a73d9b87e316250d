import type { CancelSignal } from '../../cancellation/cancellation';
import { GatewayError } from '../../errors/gateway-error';
import type { LlmAdapter, LlmCall, StreamSink } from '../llm-adapter';

/**
 * Passes a call to an upstream that has its operation.
 * @throws GatewayError INVALID_REQUEST where it has none; another deployment may have it
 */
export async function passThrough(
  adapter: LlmAdapter,
  call: LlmCall,
  sink: StreamSink,
  signal: CancelSignal,
): Promise<void> {
  const { passed } = call;
  if (passed === undefined) throw new Error('A call that does not pass came to be passed.');
  if (adapter.pass === undefined || adapter.passes?.has(passed.operation) !== true) {
    const message = `The provider of this model has no /v1/${passed.operation}: name a model of one that has it.`;
    throw new GatewayError('INVALID_REQUEST', message, { param: 'model', upstreamFailure: 'unsupported' });
  }
  await adapter.pass(call, sink, signal);
}
