import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import { chatMessages, chatToolChoice, functionTool, isAnthropicTool } from './anthropic-blocks';

/*
 * Cursor asks a server of one's own at the path of Chat Completions. In its agent mode the body is that of Responses; elsewhere it
 * is that of Chat Completions, whose tools may have the flat form of Responses, or Anthropic's, all the same. Seen of Cursor 3:
 * https://forum.cursor.com/t/159298, https://docs.litellm.ai/docs/proxy/cursor
 */

/** Whether a body has the form of a Responses request. */
export function isResponsesForm(body: JsonObject): boolean {
  return body['messages'] === undefined && body['input'] !== undefined;
}

/** Whether a Chat Completions body holds tools that are not in that API's form, or whose input is no JSON. */
export function hasForeignTools({ tools }: JsonObject): boolean {
  return objectsIn(tools).some((tool) => tool['type'] === 'custom' || isFlat(tool) || isAnthropicTool(tool));
}

/** The names of the tools whose input is a text. */
export function customNames(tools: unknown): ReadonlySet<string> {
  const names = objectsIn(tools)
    .filter((tool) => tool['type'] === 'custom' && !isAnthropicTool(tool))
    .map((tool) => (isObject(tool['custom']) ? tool['custom'] : tool)['name']);
  return new Set(names.filter((name) => typeof name === 'string'));
}

/** A Chat Completions body whose tools, and calls of custom ones, are in that API's form. */
export function inChatForm(body: JsonObject): JsonObject {
  const { tools, tool_choice: choice, messages } = body;
  const customs = customNames(tools);
  return {
    ...body,
    ...(Array.isArray(tools) && {
      tools: tools.map((tool: unknown) => (isObject(tool) ? nested(tool) : tool)),
    }),
    ...(isObject(choice) && { tool_choice: chatToolChoice(nested(choice)) }),
    ...(Array.isArray(messages) && {
      messages: chatMessages(messages).map((message) => withCustomCalls(message, customs)),
    }),
  };
}

/** A Responses body whose calls of custom tools, which Cursor got as functions, are custom calls again. */
export function inResponsesForm(body: JsonObject): JsonObject {
  const { tools, input } = body;
  const customs = customNames(tools);
  if (!Array.isArray(input)) return body;
  const items = input.map((item: unknown) => {
    if (!isObject(item) || item['type'] !== 'function_call' || !customs.has(String(item['name'])))
      return item;
    return { ...item, type: 'custom_tool_call', input: item['arguments'] };
  });
  return { ...body, input: items };
}

/** `{type, name, …}`, or Anthropic's `{name, input_schema, …}`, as `{type, function: {name, …}}`. */
function nested(tool: JsonObject): JsonObject {
  if (isAnthropicTool(tool)) return functionTool(tool);
  if (!isFlat(tool)) return tool;
  const { type, ...fields } = tool;
  return { type, [String(type)]: fields };
}

function isFlat(tool: JsonObject): boolean {
  const { type, name } = tool;
  return (type === 'function' || type === 'custom') && typeof name === 'string' && tool[type] === undefined;
}

function withCustomCalls(message: unknown, customs: ReadonlySet<string>): unknown {
  if (!isObject(message) || !Array.isArray(message['tool_calls'])) return message;
  const calls = message['tool_calls'].map((call: unknown) => {
    const called = isObject(call) ? call['function'] : undefined;
    if (!isObject(call) || !isObject(called) || !customs.has(String(called['name']))) return call;
    const { function: _function, ...fields } = call;
    return { ...fields, type: 'custom', custom: { name: called['name'], input: called['arguments'] } };
  });
  return { ...message, tool_calls: calls };
}
