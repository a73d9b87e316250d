import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { Tool, ToolChoice } from '../canonical/canonical-request';
import {
  neededObject,
  neededText,
  objectList,
  optionalObject,
  optionalText,
} from '../canonical/field-readers';
import { wrongField } from '../../errors/invalid-field';
import { clientTool } from '../anthropic-messages/client-tools';

/** Fields of a function's entry that have a place in the canonical model. */
const KNOWN: ReadonlySet<string> = new Set(['type', 'function', 'cache_control']);
const KNOWN_OF_FUNCTION: ReadonlySet<string> = new Set([
  'name',
  'description',
  'parameters',
  'strict',
  'cache_control',
]);

/**
 * Reads the tools of a request: functions, custom tools, and whatever else there is as a tool of some provider's own.
 * Format: https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools
 * @throws GatewayError INVALID_REQUEST naming the field
 */
export function readTools(tools: unknown, at: string): Tool[] {
  if (tools === undefined || tools === null) return [];
  return objectList(tools, at).map((tool, index) => readTool(tool, `${at}.${index}`));
}

function readTool(tool: JsonObject, at: string): Tool {
  const ofGoogle = googleTool(tool);
  if (ofGoogle !== undefined) return { kind: 'provider', maker: 'google', value: ofGoogle, at };
  // Mistral's SDK leaves the type out, which is `function` there.
  const given = tool['type'] ?? (isObject(tool['function']) ? 'function' : undefined);
  const type = neededText(given, `${at}.type`);
  if (type === 'function') return readFunction(tool, at);
  if (type === 'custom' && isObject(tool['custom'])) {
    const { name, description, format } = tool['custom'];
    return {
      kind: 'custom',
      name: neededText(name, `${at}.custom.name`),
      description: optionalText(description, `${at}.custom.description`),
      format: optionalObject(format, `${at}.custom.format`),
      at,
    };
  }
  return clientTool(tool, at) ?? { kind: 'provider', maker: makerOf(type), value: tool, at };
}

function readFunction(tool: JsonObject, at: string): Tool {
  const definition = neededObject(tool['function'], `${at}.function`);
  const parameters = definition['parameters'];
  if (parameters !== undefined && parameters !== null && !isObject(parameters)) {
    throw wrongField(`${at}.function.parameters`, 'must be a JSON Schema');
  }
  const mark = tool['cache_control'] ?? definition['cache_control'];
  return {
    kind: 'function',
    name: neededText(definition['name'], `${at}.function.name`),
    description: optionalText(definition['description'], `${at}.function.description`),
    parameters: parameters ?? undefined,
    strict: typeof definition['strict'] === 'boolean' ? definition['strict'] : undefined,
    cache: isObject(mark) ? mark : undefined,
    own: { ...further(definition, KNOWN_OF_FUNCTION), ...further(tool, KNOWN) },
    at,
  };
}

function further(fields: JsonObject, known: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) => !known.has(name) && value !== null && value !== undefined,
    ),
  );
}

/** Tools that Google runs: https://ai.google.dev/api/caching#Tool, and Vertex AI's */
const GOOGLE_TOOLS: ReadonlySet<string> = new Set([
  'googleSearch',
  'googleSearchRetrieval',
  'googleMaps',
  'codeExecution',
  'urlContext',
  'fileSearch',
  'computerUse',
  'enterpriseWebSearch',
]);

/**
 * A tool that Google runs, in its own form: callers write its name as the field (`{"googleSearch": {}}`, as LiteLLM's do) or
 * as the type, in either way of writing.
 */
function googleTool(tool: JsonObject): JsonObject | undefined {
  const { type, ...rest } = tool;
  if (typeof type === 'string') {
    const name = camelCase(type);
    if (!GOOGLE_TOOLS.has(name)) return undefined;
    const own = rest[type] ?? rest[name];
    return { [name]: isObject(own) ? own : rest };
  }
  const names = Object.keys(rest);
  if (names.length === 0 || !names.every((name) => GOOGLE_TOOLS.has(camelCase(name)))) return undefined;
  return Object.fromEntries(names.map((name) => [camelCase(name), rest[name] ?? {}]));
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

/** Anthropic's own tools have a date in their type (`web_search_20250305`), but for `mcp_toolset`. */
function makerOf(type: string): string {
  return type === 'mcp_toolset' || /_\d{8}$/.test(type) ? 'anthropic' : 'openai';
}

/**
 * Reads the choice among the tools.
 * Format: https://platform.openai.com/docs/api-reference/chat/create#chat-create-tool_choice
 * @throws GatewayError INVALID_REQUEST naming `tool_choice`
 */
export function readToolChoice(choice: unknown): ToolChoice | undefined {
  if (choice === undefined || choice === null) return undefined;
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { mode: choice };
  // Google's word; Copilot's CLI says it of every model that is called gemini.
  if (choice === 'validated') return { mode: 'auto', validated: true };
  // Mistral's word: https://docs.mistral.ai/api/#tag/chat
  if (choice === 'any') return { mode: 'required' };
  if (isObject(choice)) {
    if (choice['type'] === 'allowed_tools') return readAllowed(choice);
    const name = nameIn(choice['function']) ?? nameIn(choice['custom']) ?? nameIn(choice);
    if (name !== undefined) return { mode: 'named', name };
  }
  throw wrongField('tool_choice', 'must be none, auto, required, name a function or list allowed tools');
}

/** `allowed_tools` holds mode and tools in a field of the same name; some callers leave that level out. */
function readAllowed(choice: JsonObject): ToolChoice {
  const { mode, tools } = isObject(choice['allowed_tools']) ? choice['allowed_tools'] : choice;
  const at = 'tool_choice.allowed_tools.tools';
  const names = objectList(tools, at).map((tool, index) => {
    const name = nameIn(tool['function']) ?? nameIn(tool['custom']) ?? nameIn(tool);
    if (name === undefined) throw wrongField(`${at}.${index}`, 'must name a function');
    return name;
  });
  return { mode: 'allowed', names: new Set(names), required: mode === 'required' };
}

function nameIn(value: unknown): string | undefined {
  const name = isObject(value) ? value['name'] : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}
