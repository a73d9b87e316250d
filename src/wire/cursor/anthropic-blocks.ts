import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/*
 * For models that it knows as Claude's, Cursor's agent sends a Chat Completions body with tools, calls and results in Anthropic's form.
 * https://github.com/router-for-me/CLIProxyAPI/issues/3805, https://forum.cursor.com/t/145588
 */

/** Whether a tool is declared as at Anthropic: by a schema of its input, without a type or as `custom`. */
export function isAnthropicTool({ type, name, input_schema: schema }: JsonObject): boolean {
  return (type === undefined || type === 'custom') && typeof name === 'string' && isObject(schema);
}

/** Such a tool as a function. */
export function functionTool({
  type: _type,
  name,
  description,
  input_schema: parameters,
  ...rest
}: JsonObject): JsonObject {
  const told = description === undefined ? {} : { description };
  return { type: 'function', function: { name, ...told, parameters }, ...rest };
}

/** The choice of a tool in the form of Chat Completions, where it is in Anthropic's. */
export function chatToolChoice(choice: JsonObject): string | JsonObject {
  switch (choice['type']) {
    case 'auto':
    case 'none':
      return choice['type'];
    case 'any':
      return 'required';
    case 'tool':
      return { type: 'function', function: { name: choice['name'] } };
    default:
      return choice;
  }
}

/** Messages in which calls and results are those of Chat Completions; results come before what the user says beside them. */
export function chatMessages(messages: readonly unknown[]): readonly unknown[] {
  return messages.flatMap<unknown>((message) => (isObject(message) ? chatMessage(message) : [message]));
}

function chatMessage(message: JsonObject): readonly JsonObject[] {
  const { role, content } = message;
  if (!Array.isArray(content)) return [message];
  const calls: JsonObject[] = [];
  const results: JsonObject[] = [];
  const parts: unknown[] = [];
  for (const block of content as readonly unknown[]) {
    if (isObject(block) && role === 'assistant' && block['type'] === 'tool_use') calls.push(callOf(block));
    else if (isObject(block) && role === 'user' && block['type'] === 'tool_result')
      results.push(resultOf(block));
    else parts.push(partOf(block));
  }
  if (calls.length > 0)
    return [{ ...message, content: parts.length === 0 ? null : parts, tool_calls: calls }];
  return results.length > 0 && parts.length === 0 ? results : [...results, { ...message, content: parts }];
}

function callOf({ id, name, input }: JsonObject): JsonObject {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(input ?? {}) } };
}

function resultOf({ tool_use_id: id, content }: JsonObject): JsonObject {
  const told = Array.isArray(content) ? content.map(partOf) : (content ?? '');
  return { role: 'tool', tool_call_id: id, content: told };
}

/** A picture as Chat Completions has it; every other part as it is. */
function partOf(part: unknown): unknown {
  const source = isObject(part) && part['type'] === 'image' ? part['source'] : undefined;
  if (!isObject(part) || !isObject(source)) return part;
  const { type: _type, source: _source, ...rest } = part;
  const { type, media_type: mediaType, data, url } = source;
  const address = type === 'base64' ? `data:${String(mediaType)};base64,${String(data)}` : url;
  return { ...rest, type: 'image_url', image_url: { url: address } };
}
