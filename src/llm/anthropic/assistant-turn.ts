import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import type { ChatMessage, ToolCall } from '../canonical/chat-request';
import { textOf } from '../canonical/content-parts';
import { markCached, toolId, toolInput } from './blocks';
import type { Block } from './blocks';
import { contentBlocks } from './user-content';

type AssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;

/** The field of `provider_fields` that is this dialect's own. */
export const FIELDS_KEY = 'anthropic';

/**
 * The blocks of an earlier answer. Where the caller sends `provider_fields` back and they fit its text and tool calls,
 * every block is as the model wrote it, in its order. Where they do not fit, because the caller has changed the message,
 * the message counts, behind the thinking that it began with; where they are missing, thinking is left out.
 * @param cacheControl `cache_control` of the message itself
 */
export function assistantBlocks(message: AssistantMessage, at: string, cacheControl: unknown): Block[] {
  const layout = layoutOf(message.providerFields);
  const blocks = arranged(layout, message) ?? [
    ...firstThinking(layout),
    ...contentBlocks(message.parts, `${at}.content`),
    ...message.toolCalls.map((call) => toolUse(call, undefined)),
  ];
  markCached(blocks, cacheControl ?? message.parts.at(-1)?.source?.['cache_control']);
  return blocks;
}

/** What our own answer said besides about itself (`stop_reason`, `container`, …); undefined where nothing came back. */
export function answerFields(providerFields: JsonObject | undefined): JsonObject | undefined {
  const fields = providerFields?.[FIELDS_KEY];
  return isObject(fields) ? fields : undefined;
}

function layoutOf(providerFields: JsonObject | undefined): JsonObject[] {
  const content = answerFields(providerFields)?.['content'];
  return Array.isArray(content) ? content.filter(isObject) : [];
}

function arranged(layout: readonly JsonObject[], message: AssistantMessage): Block[] | undefined {
  if (layout.length === 0) return undefined;
  const text = textOf(message.parts);
  const calls = new Map(message.toolCalls.map((call) => [call.id, call]));
  const blocks: Block[] = [];
  let at = 0;
  for (const entry of layout) {
    if (entry['type'] === 'text') {
      const { length, citations } = entry;
      if (typeof length !== 'number') return undefined;
      const piece = text.slice(at, at + length);
      at += length;
      if (piece.trim() === '') continue;
      blocks.push({ type: 'text', text: piece, ...(citations === undefined ? {} : { citations }) });
    } else if (entry['type'] === 'tool_use') {
      const call = typeof entry['id'] === 'string' ? calls.get(entry['id']) : undefined;
      if (call === undefined) return undefined;
      calls.delete(call.id);
      blocks.push(toolUse(call, entry['caller']));
    } else if (isSendable(entry)) {
      blocks.push({ ...entry });
    }
  }
  return at === text.length && calls.size === 0 ? blocks : undefined;
}

function firstThinking(layout: readonly JsonObject[]): Block[] {
  const end = layout.findIndex(({ type }) => type !== 'thinking' && type !== 'redacted_thinking');
  return layout
    .slice(0, end < 0 ? undefined : end)
    .filter(isSendable)
    .map((block) => ({ ...block }));
}

/** Thinking without its signature is refused. */
function isSendable(block: JsonObject): boolean {
  return (
    block['type'] !== 'thinking' || (typeof block['signature'] === 'string' && block['signature'] !== '')
  );
}

function toolUse({ id, name, arguments: json }: ToolCall, caller: unknown): Block {
  return {
    type: 'tool_use',
    id: toolId(id),
    name,
    input: toolInput(json),
    ...(caller === undefined ? {} : { caller }),
  };
}
