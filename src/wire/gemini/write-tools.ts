import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { CanonicalRequest, FunctionTool, Tool, ToolChoice } from '../canonical/canonical-request';
import { customDescription } from '../canonical/custom-tool';
import { flatSchema } from '../canonical/flat-schema';
import type { DroppedSettings } from '../canonical/setting-rules';
import { CUSTOM_PARAMETERS } from '../canonical/tool-text';
import { choiceWithoutSearch } from '../canonical/web-search';
import type { Target } from '../canonical/written';
import { foreignTools } from './foreign-tools';
import { googleSchema, takesAnyKey } from './function-schema';
import { modelGeneration } from './model-generation';
import { plainJsonSchema } from './plain-json-schema';
import { ownTool, searchAsked } from './web-search';

/**
 * The tools of a request, and which of them the model may or has to use, as fields of the body.
 * Formats: https://ai.google.dev/api/caching#Tool, https://ai.google.dev/gemini-api/docs/tool-combination
 */
export function toolFields(
  request: CanonicalRequest,
  { model, vertex }: Target,
  dropped: DroppedSettings,
): JsonObject {
  const { tools, settings } = request;
  const toolChoice = choiceWithoutSearch(tools, request.toolChoice, dropped);
  const usable = tools.filter((tool) => isAllowed(tool, toolChoice));
  const declarations = usable.flatMap((tool) => declaration(tool, dropped));
  const { searchBesideFunctions } = modelGeneration(model);
  const barred = declarations.length > 0 && !searchBesideFunctions;
  const search = searchAsked(request, barred, dropped);
  const run = [
    ...usable.flatMap((tool) => ownTool(tool, dropped)),
    ...(search === undefined ? [] : [search]),
    ...foreignTools(tools, barred, dropped),
  ];
  if (declarations.length > 0 && settings.parallelToolCalls === false) dropped.drop('parallelToolCalls');
  const entries = [...(declarations.length === 0 ? [] : [{ functionDeclarations: declarations }]), ...run];
  if (entries.length === 0) return {};
  const isCombined = declarations.length > 0 && searchBesideFunctions && run.some(isRunByGoogle);
  // Vertex AI takes the two together as they are, and does not know the field.
  const isTold = isCombined && vertex !== true;
  const calling = declarations.length === 0 ? undefined : callingConfig(toolChoice, isTold);
  const config = {
    ...(calling === undefined ? {} : { functionCallingConfig: calling }),
    ...(isTold ? { includeServerSideToolInvocations: true } : {}),
  };
  return { tools: entries, ...(Object.keys(config).length === 0 ? {} : { toolConfig: config }) };
}

/** What the model does at a computer, the caller carries out. */
function isRunByGoogle(tool: JsonObject): boolean {
  return Object.keys(tool).some((name) => name !== 'computerUse' && name !== 'computer_use');
}

/** Where the model may also answer without a call, the tools that it may not call are not declared. */
function isAllowed(tool: Tool, choice: ToolChoice | undefined): boolean {
  if (choice?.mode !== 'allowed' || tool.kind === 'provider') return true;
  return choice.names.has(tool.name);
}

function declaration(tool: Tool, dropped: DroppedSettings): JsonObject[] {
  if (tool.kind === 'provider') return [];
  const { name } = tool;
  const description =
    tool.kind === 'custom' ? customDescription(tool.description, tool.format) : tool.description;
  // The format asks for a description.
  const common = { name, description: description ?? '' };
  if (tool.kind === 'custom') return [{ ...common, parametersJsonSchema: CUSTOM_PARAMETERS }];
  if (tool.strict === true) dropped.dropOwn(`${tool.at}.strict`);
  for (const field of Object.keys(tool.own)) dropped.dropOwn(`${tool.at}.${field}`);
  return [{ ...common, ...parametersField(tool) }];
}

function parametersField({ parameters: given }: FunctionTool): JsonObject {
  const parameters = given === undefined ? undefined : flatSchema(given);
  if (parameters === undefined || takesNothing(parameters)) return {};
  const schema = googleSchema(parameters);
  return schema === undefined
    ? { parametersJsonSchema: plainJsonSchema(parameters) }
    : { parameters: schema };
}

/** An object without properties is refused as parameters. */
function takesNothing({ type, properties, ...others }: JsonObject): boolean {
  const listed = isObject(properties) && Object.keys(properties).length > 0;
  const elsewhere = ['$ref', 'anyOf', 'oneOf', 'allOf'].some((keyword) => others[keyword] !== undefined);
  return (type === undefined || type === 'object') && !listed && !elsewhere && !takesAnyKey(others);
}

/**
 * Format: https://ai.google.dev/api/caching#FunctionCallingConfig
 * @param combined whether tools of Google's are beside the functions, where `AUTO` is refused:
 * https://ai.google.dev/gemini-api/docs/tool-combination
 */
function callingConfig(choice: ToolChoice | undefined, combined: boolean): JsonObject | undefined {
  if (choice === undefined) return undefined;
  const validated = choice.mode === 'auto' && choice.validated === true;
  const free = { mode: combined || validated ? 'VALIDATED' : 'AUTO' };
  switch (choice.mode) {
    case 'named':
      return { mode: 'ANY', allowedFunctionNames: [choice.name] };
    case 'allowed':
      return choice.required ? { mode: 'ANY', allowedFunctionNames: [...choice.names] } : free;
    case 'auto':
      return free;
    default:
      return { mode: { none: 'NONE', required: 'ANY' }[choice.mode] };
  }
}
