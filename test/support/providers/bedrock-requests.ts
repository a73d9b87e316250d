/** Canonical requests for the Bedrock wire, and what it makes of them. */
import type { JsonObject } from '../../../src/json/json-object';
import { writeConverseRequest } from '../../../src/wire/bedrock-converse/write-request';
import type { WrittenConverse } from '../../../src/wire/bedrock-converse/write-request';
import { readChatRequest } from '../../../src/wire/openai-chat/read-request';

/** Models, each with traits of its own. */
export const CLAUDE = 'us.anthropic.claude-sonnet-4-20250514-v1:0';
export const CLAUDE_STRUCTURED = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
export const NOVA_2 = 'us.amazon.nova-2-lite-v1:0';
export const LLAMA = 'meta.llama3-1-70b-instruct-v1:0';

/** A message, and the turn that it becomes. */
export const HI = { role: 'user', content: 'Hi' };
export const HI_TURN = { role: 'user', content: [{ text: 'Hi' }] };

/** Maps a request; one without messages has {@link HI}. */
export function mapped(body: JsonObject, model = CLAUDE, strict = false, betas?: string): WrittenConverse {
  const request = readChatRequest({ messages: [HI], ...body });
  return writeConverseRequest(request, { model, betas, strict, stream: false, maxOutputTokens: undefined });
}

/** The body of the mapped request. */
export function bodyOf(body: JsonObject, model?: string): JsonObject {
  return mapped(body, model).body;
}

/** A tool without parameters. */
export function tool(name: string, more: JsonObject = {}): JsonObject {
  return { type: 'function', function: { name, parameters: { type: 'object', properties: {} }, ...more } };
}

/** What {@link tool} becomes. */
export function toolSpec(name: string): JsonObject {
  return { toolSpec: { name, inputSchema: { json: { type: 'object', properties: {} } } } };
}

/** A call of an earlier answer. */
export function toolCall(id: string, name: string, args = '{}'): JsonObject {
  return { id, type: 'function', function: { name, arguments: args } };
}
