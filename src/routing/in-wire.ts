import type { Deployment } from '../catalogue/deployment';
import type { LlmAdapter } from '../llm/llm-adapter';
import { chatAs } from '../llm/mapping/through-chat';
import type { DoorWire } from '../wire/wire';

/** What of a deployment's adapter answers a call of this door's wire. */
export function inWire(
  { adapter, api = adapter.api }: Pick<Deployment, 'adapter' | 'api'>,
  wire: DoorWire,
): Pick<LlmAdapter, 'complete' | 'stream'> {
  if (api === 'responses' && adapter.responses !== undefined) return adapter.responses;
  return adapter.everyWire === true ? adapter : chatAs(adapter, wire);
}
