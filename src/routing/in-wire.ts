import type { Deployment } from '../catalogue/deployment';
import type { LlmAdapter } from '../llm/llm-adapter';
import { ThroughChat } from '../llm/mapping/through-chat';
import type { DoorWire } from '../wire/wire';

/** What of a deployment's adapter answers a call of this door's wire. */
export function inWire(
  { adapter, api = adapter.api }: Pick<Deployment, 'adapter' | 'api'>,
  { name, asTools }: DoorWire,
): Pick<LlmAdapter, 'complete' | 'stream'> {
  if (api === 'responses' && adapter.responses !== undefined) return adapter.responses;
  if (adapter.everyWire === true) return adapter;
  const passes = name === 'openai-chat' && (asTools === undefined || adapter.toolsAlone !== true);
  return passes ? adapter : new ThroughChat(adapter);
}
