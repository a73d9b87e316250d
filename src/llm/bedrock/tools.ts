import type { JsonObject } from '../../body/json-object';
import type { ChatRequest, ResponseFormat, ToolChoice, ToolDefinition } from '../canonical/chat-request';
import { withCachePoint } from './cache-point';
import type { ModelTraits } from './model-traits';

/** The tool whose arguments become the answer's content, where the model takes no schema for its answer. */
export interface AnswerTool {
  readonly name: string;
  readonly format: Extract<ResponseFormat, { type: 'json_schema' }>;
}

/** What is to be told about tools. */
export interface ToolSettings {
  /** Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolConfiguration.html */
  readonly toolConfig: JsonObject | undefined;
  /** Claude's own `tool_choice`, which alone can rule out parallel calls; it then stands for that of `toolConfig`. */
  readonly claudeChoice: JsonObject | undefined;
  /** Whether the model is made to call a tool. */
  readonly forced: boolean;
}

type Forcing = { readonly tool: string } | 'any' | undefined;

/**
 * Maps the tools. They are declared whenever earlier turns called any, which the API demands: where the request declares
 * none, by what those turns called. `tool_choice: none` has no counterpart: the tools are left out if that is possible.
 */
export function toolSettings(
  { tools: asked, toolChoice, body }: ChatRequest,
  answerTool: AnswerTool | undefined,
  toolsCalled: ReadonlySet<string>,
  traits: ModelTraits,
): ToolSettings {
  const usable = toolChoice === 'none' && toolsCalled.size === 0 ? [] : asked;
  const declared = usable.flatMap((tool) => withCachePoint(toolSpec(tool, traits), tool.source));
  if (declared.length === 0) for (const name of toolsCalled) declared.push(bareToolSpec(name));
  const callable = toolChoice === 'none' ? 0 : usable.length;
  if (answerTool !== undefined) declared.push(answerToolSpec(answerTool));
  if (declared.length === 0) return { toolConfig: undefined, claudeChoice: undefined, forced: false };
  const forcing = forcingOf(toolChoice, answerTool, callable, traits);
  const single = body['parallel_tool_calls'] === false && traits.family === 'claude' && callable > 0;
  return {
    toolConfig: {
      tools: declared,
      ...(forcing === undefined || single ? {} : { toolChoice: choice(forcing) }),
    },
    claudeChoice: single ? { ...claudeChoice(forcing), disable_parallel_tool_use: true } : undefined,
    forced: forcing !== undefined,
  };
}

/** A name for the answer's tool that none of the caller's has. */
export function answerToolName(tools: readonly ToolDefinition[]): string {
  let name = 'json';
  while (tools.some((tool) => tool.name === name)) name += '_answer';
  return name;
}

function toolSpec(
  { name, description, parameters, strict }: ToolDefinition,
  traits: ModelTraits,
): JsonObject {
  return {
    toolSpec: {
      name,
      ...(description === undefined || description.trim() === '' ? {} : { description }),
      inputSchema: { json: { type: 'object', ...(parameters ?? { properties: {} }) } },
      ...(strict === true && traits.structuredOutput ? { strict } : {}),
    },
  };
}

function bareToolSpec(name: string): JsonObject {
  return { toolSpec: { name, inputSchema: { json: { type: 'object', properties: {} } } } };
}

function answerToolSpec({ name, format }: AnswerTool): JsonObject {
  const description = format.description ?? 'Gives the answer. Call it once, with the whole answer.';
  return { toolSpec: { name, description, inputSchema: { json: { type: 'object', ...format.schema } } } };
}

/** The caller's own wish is sent whatever the model: the provider answers it. */
function forcingOf(
  toolChoice: ToolChoice | undefined,
  answerTool: AnswerTool | undefined,
  callable: number,
  { forcedTool }: ModelTraits,
): Forcing {
  if (typeof toolChoice === 'object') return { tool: toolChoice.name };
  if (toolChoice === 'required') return 'any';
  if (answerTool === undefined || forcedTool === 'none') return undefined;
  return callable === 0 && forcedTool === 'named' ? { tool: answerTool.name } : 'any';
}

function choice(forcing: { readonly tool: string } | 'any'): JsonObject {
  return forcing === 'any' ? { any: {} } : { tool: { name: forcing.tool } };
}

function claudeChoice(forcing: Forcing): JsonObject {
  if (forcing === undefined) return { type: 'auto' };
  return forcing === 'any' ? { type: 'any' } : { type: 'tool', name: forcing.tool };
}
