import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import { readParts } from './content-parts';
import type { ContentPart, TextPart } from './content-parts';
import { wrongField } from './wrong-field';

/** A tool call as an earlier answer made it. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, as the model wrote it; empty for none. */
  readonly arguments: string;
  /** What a provider wants back with it (`provider_fields`), as our own answer carried it. */
  readonly providerFields: JsonObject | undefined;
}

/** A message of the canonical request, its shape checked. */
export type ChatMessage =
  | { readonly role: 'system'; readonly parts: readonly TextPart[] }
  | { readonly role: 'user'; readonly parts: readonly ContentPart[] }
  | {
      readonly role: 'assistant';
      readonly parts: readonly TextPart[];
      readonly toolCalls: readonly ToolCall[];
      /** `reasoning_content` of an earlier answer. */
      readonly reasoning: string | undefined;
      /** What a provider wants back with the message, as our own answer carried it. */
      readonly providerFields: JsonObject | undefined;
    }
  | {
      readonly role: 'tool';
      readonly toolCallId: string;
      readonly parts: readonly ContentPart[];
      readonly source: JsonObject;
    };

/** A function that the model may call. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string | undefined;
  /** JSON Schema of the arguments; undefined for a function without any. */
  readonly parameters: JsonObject | undefined;
  readonly strict: boolean | undefined;
  /** The entry of `tools`, for extension fields such as `cache_control`. */
  readonly source: JsonObject;
}

/** Whether, and which, tool is to be called. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** The form that the answer has to have. */
export type ResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly name: string;
      readonly description: string | undefined;
      readonly schema: JsonObject;
      readonly strict: boolean | undefined;
    };

/**
 * The parts of an OpenAI Chat Completions request that have a shape of their own, for dialects that map it.
 * Format: https://platform.openai.com/docs/api-reference/chat/create
 */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice: ToolChoice | undefined;
  readonly responseFormat: ResponseFormat | undefined;
  /** `stop`, as a list. */
  readonly stop: readonly string[];
  /** `max_completion_tokens`, or the older `max_tokens`. */
  readonly maxTokens: number | undefined;
  /** The whole body, for the plain parameters; see parameters.ts. */
  readonly body: JsonObject;
}

/**
 * Reads the canonical request. The bytes-through dialects never do: they leave it to the provider to judge it.
 * @throws GatewayError INVALID_REQUEST naming the field whose shape is not the API's
 */
export function readChatRequest(body: JsonObject): ChatRequest {
  const messages = listOf(body['messages'], 'messages').map((message, index) =>
    readMessage(message, `messages.${index}`),
  );
  const tools = body['tools'] === undefined || body['tools'] === null ? [] : listOf(body['tools'], 'tools');
  return {
    messages,
    tools: tools.map((tool, index) => readTool(tool, `tools.${index}`)),
    toolChoice: readToolChoice(body['tool_choice']),
    responseFormat: readResponseFormat(body['response_format']),
    stop: readStop(body['stop']),
    maxTokens: readMaxTokens(body),
    body,
  };
}

function readMessage(message: JsonObject, at: string): ChatMessage {
  const content = message['content'];
  switch (message['role']) {
    case 'system':
    case 'developer':
      return { role: 'system', parts: textOnly(readParts(content, `${at}.content`), `${at}.content`) };
    case 'user':
      return { role: 'user', parts: readParts(content, `${at}.content`) };
    case 'assistant':
      return {
        role: 'assistant',
        parts: textOnly(readParts(content, `${at}.content`), `${at}.content`),
        toolCalls: readToolCalls(message['tool_calls'], `${at}.tool_calls`),
        reasoning: optionalText(message['reasoning_content'], `${at}.reasoning_content`),
        providerFields: isPlainObject(message['provider_fields']) ? message['provider_fields'] : undefined,
      };
    case 'tool':
      return {
        role: 'tool',
        toolCallId: neededText(message['tool_call_id'], `${at}.tool_call_id`),
        parts: readParts(content, `${at}.content`),
        source: message,
      };
    default:
      throw wrongField(`${at}.role`, 'must be system, developer, user, assistant or tool');
  }
}

function readToolCalls(calls: unknown, at: string): ToolCall[] {
  if (calls === undefined || calls === null) return [];
  return listOf(calls, at).map((call, index) => {
    const called = call['function'];
    if (!isPlainObject(called)) throw wrongField(`${at}.${index}.function`, 'must be an object');
    return {
      id: neededText(call['id'], `${at}.${index}.id`),
      name: neededText(called['name'], `${at}.${index}.function.name`),
      arguments: optionalText(called['arguments'], `${at}.${index}.function.arguments`) ?? '',
      providerFields: isPlainObject(call['provider_fields']) ? call['provider_fields'] : undefined,
    };
  });
}

function readTool(tool: JsonObject, at: string): ToolDefinition {
  if (tool['type'] !== 'function') throw wrongField(`${at}.type`, 'must be "function"');
  const definition = tool['function'];
  if (!isPlainObject(definition)) throw wrongField(`${at}.function`, 'must be an object');
  const parameters = definition['parameters'];
  if (parameters !== undefined && parameters !== null && !isPlainObject(parameters)) {
    throw wrongField(`${at}.function.parameters`, 'must be a JSON Schema');
  }
  return {
    name: neededText(definition['name'], `${at}.function.name`),
    description: optionalText(definition['description'], `${at}.function.description`),
    parameters: parameters ?? undefined,
    strict: typeof definition['strict'] === 'boolean' ? definition['strict'] : undefined,
    source: tool,
  };
}

function readToolChoice(choice: unknown): ToolChoice | undefined {
  if (choice === undefined || choice === null) return undefined;
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  const named = isPlainObject(choice) ? choice['function'] : undefined;
  const name = isPlainObject(named) ? named['name'] : undefined;
  if (typeof name === 'string' && name !== '') return { name };
  throw wrongField('tool_choice', 'must be none, auto, required or name a function');
}

function readResponseFormat(format: unknown): ResponseFormat | undefined {
  if (format === undefined || format === null) return undefined;
  const type = isPlainObject(format) ? format['type'] : undefined;
  if (type === 'text' || type === 'json_object') return { type };
  const given = isPlainObject(format) ? format['json_schema'] : undefined;
  if (type !== 'json_schema' || !isPlainObject(given)) {
    throw wrongField('response_format', 'must be of type text, json_object or json_schema');
  }
  return {
    type,
    name: optionalText(given['name'], 'response_format.json_schema.name') ?? 'response',
    description: optionalText(given['description'], 'response_format.json_schema.description'),
    schema: isPlainObject(given['schema']) ? given['schema'] : {},
    strict: typeof given['strict'] === 'boolean' ? given['strict'] : undefined,
  };
}

function readStop(stop: unknown): readonly string[] {
  if (stop === undefined || stop === null) return [];
  const list: unknown[] = Array.isArray(stop) ? stop : [stop];
  return list.map((text, index) => neededText(text, Array.isArray(stop) ? `stop.${index}` : 'stop'));
}

function readMaxTokens(body: JsonObject): number | undefined {
  const given = body['max_completion_tokens'] ?? body['max_tokens'];
  if (given === undefined || given === null) return undefined;
  if (typeof given === 'number' && Number.isInteger(given) && given > 0) return given;
  const param = body['max_completion_tokens'] === undefined ? 'max_tokens' : 'max_completion_tokens';
  throw wrongField(param, 'must be a whole number above 0');
}

function textOnly(parts: readonly ContentPart[], at: string): TextPart[] {
  return parts.map((part, index) => {
    if (part.type === 'text') return part;
    throw wrongField(`${at}.${index}.type`, 'must be text in a message of this role');
  });
}

function listOf(value: unknown, at: string): JsonObject[] {
  if (!Array.isArray(value)) throw wrongField(at, 'must be a list');
  return value.map((entry: unknown, index) => {
    if (isPlainObject(entry)) return entry;
    throw wrongField(`${at}.${index}`, 'must be an object');
  });
}

function neededText(value: unknown, at: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrongField(at, 'must be a text');
}

function optionalText(value: unknown, at: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw wrongField(at, 'must be a text');
}

function isPlainObject(value: unknown): value is JsonObject {
  return isObject(value) && !Array.isArray(value);
}

/** For a conversation of which nothing is left to send: providers demand a message with something in it. */
export function nothingToAnswer(): GatewayError {
  return wrongField('messages', 'hold nothing that could be answered');
}
