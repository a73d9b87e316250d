import type { LlmAdapter } from '../llm/llm-adapter';
import { ThroughChat } from '../llm/mapping/through-chat';
import type { DoorWire } from '../wire/wire';

/** What of an adapter answers a call of this door's wire. */
export function inWire(adapter: LlmAdapter, { name }: DoorWire): Pick<LlmAdapter, 'complete' | 'stream'> {
  return name === 'openai-chat' || adapter.everyWire === true ? adapter : new ThroughChat(adapter);
}
