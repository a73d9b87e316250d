import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import type { ChatRequest, ToolDefinition } from '../canonical/chat-request';
import type { AnswerFormat } from './answer-format';
import type { Block, Turn } from './blocks';
import type { ModelTraits } from './model-traits';
import { outputSchema } from './output-schema';

/** Fields of a tool that are the provider's own and go along (https://docs.anthropic.com/en/docs/agents-and-tools/tool-use). */
const OWN_FIELDS = [
  'cache_control',
  'defer_loading',
  'allowed_callers',
  'input_examples',
  'eager_input_streaming',
] as const;

/** The fields `tools` and `tool_choice` of a request. */
interface ToolFields {
  readonly tools?: readonly Block[];
  readonly tool_choice?: Block;
}

/** `tools` of a request, divided: the functions, and the tools that the provider runs itself (`web_search_20250305`, …). */
export function divideTools(body: JsonObject): {
  readonly functions: JsonObject;
  readonly own: readonly Block[];
} {
  const tools: unknown = body['tools'];
  if (!Array.isArray(tools) || !tools.some(isOwnTool)) return { functions: body, own: [] };
  return {
    functions: { ...body, tools: tools.filter((tool: unknown) => !isOwnTool(tool)) },
    own: tools.filter(isOwnTool),
  };
}

/**
 * Maps the tools and the choice among them. A history with tool blocks gets its tools declared, unusable, where the
 * request has none, because it is refused otherwise.
 * Format: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use
 */
export function toolFields(
  request: ChatRequest,
  own: readonly Block[],
  format: AnswerFormat,
  turns: readonly Turn[],
  traits: ModelTraits,
): ToolFields {
  const tools = [...request.tools.map((tool) => declared(tool, traits)), ...own];
  if (format.how === 'tool') {
    const others = tools.length > 0 && request.toolChoice !== 'none';
    const choice = others ? { type: 'any' } : { type: 'tool', name: format.name };
    return { tools: [...tools, format.tool], tool_choice: { ...choice, disable_parallel_tool_use: true } };
  }
  if (tools.length > 0) return { tools, ...choiceField(request) };
  const past = pastTools(turns);
  return past.length === 0 ? {} : { tools: past, tool_choice: { type: 'none' } };
}

function isOwnTool(tool: unknown): tool is Block {
  return isObject(tool) && typeof tool['type'] === 'string' && tool['type'] !== 'function';
}

function declared(tool: ToolDefinition, traits: ModelTraits): Block {
  const schema = { type: 'object', ...(tool.parameters ?? { properties: {} }) };
  const strict = tool.strict === true && traits.structuredOutput;
  const called = tool.source['function'];
  const fields: Block = {
    name: tool.name,
    ...(tool.description === undefined ? {} : { description: tool.description }),
    input_schema: strict ? outputSchema(schema) : schema,
    ...(strict ? { strict } : {}),
  };
  for (const name of OWN_FIELDS) {
    const value = tool.source[name] ?? (isObject(called) ? called[name] : undefined);
    if (value !== undefined && value !== null) fields[name] = value;
  }
  return fields;
}

function choiceField({ toolChoice, body }: ChatRequest): ToolFields {
  const single = body['parallel_tool_calls'] === false ? { disable_parallel_tool_use: true } : {};
  if (toolChoice === 'none') return { tool_choice: { type: 'none' } };
  if (toolChoice === 'required') return { tool_choice: { type: 'any', ...single } };
  if (typeof toolChoice === 'object') {
    return { tool_choice: { type: 'tool', name: toolChoice.name, ...single } };
  }
  if (toolChoice === undefined && Object.keys(single).length === 0) return {};
  return { tool_choice: { type: 'auto', ...single } };
}

function pastTools(turns: readonly Turn[]): Block[] {
  const names = new Set<unknown>();
  for (const { content } of turns) {
    for (const block of content) if (block['type'] === 'tool_use') names.add(block['name']);
  }
  return [...names].map((name) => ({ name, input_schema: { type: 'object', properties: {} } }));
}
