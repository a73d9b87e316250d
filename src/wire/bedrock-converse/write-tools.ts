import type { JsonObject } from '../../json/json-object';
import { FIELD_NAME_FORM } from '../anthropic-messages/field-name-form';
import { isRecursive } from '../anthropic-messages/output-schema';
import type { CanonicalRequest, Tool, ToolChoice } from '../canonical/canonical-request';
import { customDescription } from '../canonical/custom-tool';
import { fitFieldsOf } from '../canonical/field-names';
import type { FittedSchema } from '../canonical/field-names';
import { flatSchema } from '../canonical/flat-schema';
import { withPlainPatterns } from '../canonical/plain-patterns';
import type { DroppedSettings } from '../canonical/setting-rules';
import type { ResponseFormat } from '../canonical/settings';
import { forcesCall, namedAlone } from '../canonical/tool-choice';
import { CUSTOM_PARAMETERS } from '../canonical/tool-text';
import { searchFields, searchIn, searchOfOptions } from '../canonical/web-search';
import { withCachePoint } from './cache-point';
import type { ModelTraits } from './traits';
import { novaSchema } from './nova-schema';

/** A tool that the caller runs. */
type CallersTool = Exclude<Tool, { kind: 'provider' }>;

/** The tool whose arguments become the answer's content, where the model takes no schema for its answer. */
export interface AnswerTool extends FittedSchema {
  readonly name: string;
  readonly description: string | undefined;
}

/** What the settings are made from. */
export interface ToolContext {
  /** The tools that the model may call; see {@link usableTools}. */
  readonly tools: readonly CallersTool[];
  readonly choice: ToolChoice | undefined;
  readonly singleCalls: boolean;
  readonly answerTool: AnswerTool | undefined;
  readonly toolsCalled: ReadonlySet<string>;
  readonly traits: ModelTraits;
  readonly dropped: DroppedSettings;
  /** Whether the model is to search the web; see {@link searchesWeb}. */
  readonly searches: boolean;
}

/** What is to be told about tools. */
export interface ToolSettings {
  /** Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolConfiguration.html */
  readonly toolConfig: JsonObject | undefined;
  /** Claude's own `tool_choice`, which alone can rule out parallel calls; it then replaces that of `toolConfig`. */
  readonly claudeChoice: JsonObject | undefined;
  /** Whether the model is made to call a tool. */
  readonly forced: boolean;
}

type Forcing = { readonly tool: string } | 'any' | undefined;

/** The caller's tools that the choice allows. A tool that runs at a provider has no place here, and is left out by name, but for a search. */
export function usableTools(
  tools: readonly Tool[],
  choice: ToolChoice | undefined,
  { grounding }: ModelTraits,
  dropped: DroppedSettings,
): readonly CallersTool[] {
  return tools.filter((tool): tool is CallersTool => {
    if (tool.kind !== 'provider') return choice?.mode !== 'allowed' || choice.names.has(tool.name);
    if (!grounding || searchIn(tool) === undefined) dropped.dropOwn(tool.at);
    return false;
  });
}

/** Whether the model is asked to search the web, which it takes no options for, and can. */
export function searchesWeb(
  { tools, settings: { own } }: CanonicalRequest,
  { grounding }: ModelTraits,
  dropped: DroppedSettings,
): boolean {
  if (!grounding) return false;
  const asked = tools.map((tool) => (tool.kind === 'provider' ? searchIn(tool) : undefined));
  const [search] = [searchOfOptions(own), ...asked].filter((found) => found !== undefined);
  if (search !== undefined) searchFields(search, {}, dropped);
  return search !== undefined;
}

/**
 * Maps the tools. They are declared whenever earlier turns called any, which the API demands: where the request declares
 * none, by what those turns called. `tool_choice: none` has no counterpart: the tools are left out if that is possible, and the
 * choice is dropped by name where it is not.
 * @throws GatewayError INVALID_REQUEST in strict mode, where parallel calls are ruled out of a model that cannot be kept from them
 */
export function toolSettings(context: ToolContext): ToolSettings {
  const { choice, answerTool, toolsCalled, traits, dropped, searches } = context;
  const none = choice?.mode === 'none';
  const usable = none && toolsCalled.size === 0 ? [] : choosable(context);
  const declared = usable.flatMap((tool) => {
    const mark = tool.kind === 'function' ? tool.cache : undefined;
    if (mark !== undefined && traits.cacheMarks !== 'all') dropped.dropOwn('cache_control');
    return withCachePoint([toolSpec(tool, traits, dropped)], traits.cacheMarks === 'all' ? mark : undefined);
  });
  if (declared.length === 0) for (const name of toolsCalled) declared.push(bareToolSpec(name));
  if (none && context.tools.length > 0 && declared.length > 0) dropped.dropOwn('tool_choice');
  const callable = none ? 0 : usable.length;
  if (answerTool !== undefined) declared.push(answerToolSpec(answerTool, traits));
  if (searches && !none) declared.push({ systemTool: { name: 'nova_grounding' } });
  if (declared.length === 0) return { toolConfig: undefined, claudeChoice: undefined, forced: false };
  const forcing = forcingOf(context, callable);
  const asksForSingle = context.singleCalls && callable > 0;
  const single = asksForSingle && traits.family === 'claude';
  if (asksForSingle && !single) dropped.drop('parallelToolCalls');
  return {
    toolConfig: {
      tools: declared,
      ...(forcing === undefined || single ? {} : { toolChoice: toolChoice(forcing) }),
    },
    claudeChoice: single ? { ...claudeChoice(forcing), disable_parallel_tool_use: true } : undefined,
    forced: forcing !== undefined,
  };
}

/** The answer's tool, with a name that none of the caller's has. */
export function answerToolOf(
  { schema, description }: Extract<ResponseFormat, { type: 'json_schema' }>,
  tools: readonly CallersTool[],
): AnswerTool {
  let name = 'json';
  while (tools.some((tool) => tool.name === name)) name += '_answer';
  return { name, description, ...fitFieldsOf(schema, FIELD_NAME_FORM) };
}

function toolSpec(
  tool: CallersTool,
  { structuredOutput, family }: ModelTraits,
  dropped: DroppedSettings,
): JsonObject {
  if (tool.kind === 'custom') {
    const schema = family === 'nova' ? novaSchema(CUSTOM_PARAMETERS) : CUSTOM_PARAMETERS;
    return spec(tool.name, customDescription(tool.description, tool.format), schema);
  }
  const { name, description, parameters, strict, own, at } = tool;
  const schema = { type: 'object', ...flatSchema(parameters ?? { properties: {} }) };
  // Others refuse the field.
  const kept = strict === true && structuredOutput && family === 'claude' && !isRecursive(schema);
  if (strict === true && !kept) dropped.dropOwn(`${at}.strict`);
  for (const field of Object.keys(own)) dropped.dropOwn(`${at}.${field}`);
  return spec(name, description, takenSchema(schema, family), kept ? { strict: true } : {});
}

/** Grok and Kimi refuse patterns that look around, as OpenAI's models do. */
function takenSchema(schema: JsonObject, family: ModelTraits['family']): JsonObject {
  if (family === 'nova') return novaSchema(schema);
  return family === 'claude' ? schema : withPlainPatterns(schema);
}

function spec(
  name: string,
  description: string | undefined,
  schema: JsonObject,
  more: JsonObject = {},
): JsonObject {
  const told = description === undefined || description.trim() === '' ? {} : { description };
  return { toolSpec: { name, ...told, inputSchema: { json: schema }, ...more } };
}

function bareToolSpec(name: string): JsonObject {
  return spec(name, undefined, { type: 'object', properties: {} });
}

function answerToolSpec({ name, description, ...fitted }: AnswerTool, { family }: ModelTraits): JsonObject {
  const told = description ?? 'Gives the answer. Call it once, with the whole answer.';
  const schema = { type: 'object', ...fitted.schema };
  return spec(name, told, family === 'nova' ? novaSchema(schema) : schema);
}

/** The tools, without all others where one is named to a model that can be told of none by its name. */
function choosable({ tools, choice, traits: { forcedTool } }: ToolContext): readonly CallersTool[] {
  return forcedTool === 'named' || forcedTool === 'unknown' ? tools : namedAlone(tools, choice);
}

/** The caller's own wish is dropped by name where the model cannot be made to call a tool. */
function forcingOf(
  { choice, answerTool, dropped, traits: { forcedTool } }: ToolContext,
  callable: number,
): Forcing {
  const wished = forcesCall(choice) && (choice?.mode !== 'allowed' || callable > 0);
  if (wished && forcedTool === 'none') {
    dropped.dropOwn('tool_choice');
    return undefined;
  }
  if (wished) return choice?.mode === 'named' && forcedTool !== 'any' ? { tool: choice.name } : 'any';
  if (answerTool === undefined || forcedTool === 'none' || forcedTool === 'unknown') return undefined;
  return callable === 0 && forcedTool === 'named' ? { tool: answerTool.name } : 'any';
}

function toolChoice(forcing: { readonly tool: string } | 'any'): JsonObject {
  return forcing === 'any' ? { any: {} } : { tool: { name: forcing.tool } };
}

function claudeChoice(forcing: Forcing): JsonObject {
  if (forcing === undefined) return { type: 'auto' };
  return forcing === 'any' ? { type: 'any' } : { type: 'tool', name: forcing.tool };
}
