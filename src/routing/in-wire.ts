import type { Deployment } from '../catalogue/deployment';
import type { LlmAdapter, LlmCall } from '../llm/llm-adapter';
import { chatAs } from '../llm/mapping/through-chat';

/** What of a deployment's adapter answers a call, in the wire of its door. */
export function inWire(
  { adapter, api = adapter.api }: Pick<Deployment, 'adapter' | 'api'>,
  call: LlmCall,
): Pick<LlmAdapter, 'complete' | 'stream'> {
  const { responses } = adapter;
  if (responses !== undefined) {
    if (api === 'responses') return responses;
    if (api === undefined && adapter.needsResponses?.(call) === true) return responses;
  }
  return adapter.everyWire === true ? adapter : chatAs(adapter, call.wire);
}
