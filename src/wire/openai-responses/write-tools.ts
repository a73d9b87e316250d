import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { Tool, ToolChoice } from '../canonical/canonical-request';
import type { DroppedSettings } from '../canonical/setting-rules';
import { fittingStrict } from '../canonical/strict-schema';
import { choiceWithoutSearch, choosesSearch, SEARCH_NAME } from '../canonical/web-search';
import { openAiParameters } from '../openai-chat/function-schema';
import { ownTool } from './web-search';

/**
 * The fields that declare a request's tools and choose among them. Another provider's search of the web becomes OpenAI's; other
 * tools that run elsewhere are left out, by name.
 * Format: https://platform.openai.com/docs/api-reference/responses/create#responses-create-tools
 */
export function toolFields(
  tools: readonly Tool[],
  choice: ToolChoice | undefined,
  dropped: DroppedSettings,
): JsonObject {
  const declared = tools.flatMap((tool) => declaration(tool, dropped));
  if (declared.length === 0) return {};
  if (choosesSearch(tools, choice) && declared.some(({ type }) => type === SEARCH_NAME))
    return { tools: declared, tool_choice: { type: SEARCH_NAME } };
  const fitting = choiceWithoutSearch(tools, choice, dropped);
  return { tools: declared, ...(fitting === undefined ? {} : { tool_choice: toolChoice(fitting, tools) }) };
}

function declaration(tool: Tool, dropped: DroppedSettings): JsonObject[] {
  if (tool.kind === 'provider') {
    const own = ownTool(tool, dropped);
    return own === undefined ? [] : [own];
  }
  const { kind, name, description } = tool;
  const common = { type: kind, name, ...(description === undefined ? {} : { description }) };
  if (kind === 'custom') {
    return [{ ...common, ...(tool.format === undefined ? {} : { format: customFormat(tool.format) }) }];
  }
  const strict = fittingStrict(tool.strict, tool.parameters ?? {});
  if (strict !== tool.strict) dropped.dropOwn(`${tool.at}.strict`);
  // Left out, `strict` is true here, and false in Chat Completions.
  return [{ ...common, parameters: openAiParameters(tool.parameters ?? {}), strict: strict ?? false }];
}

/** Chat Completions has a grammar one level deeper. */
function customFormat({ grammar, ...format }: JsonObject): JsonObject {
  return isObject(grammar) ? { ...format, ...grammar } : format;
}

function toolChoice(choice: ToolChoice, tools: readonly Tool[]): unknown {
  const custom = new Set(tools.flatMap((tool) => (tool.kind === 'custom' ? [tool.name] : [])));
  const named = (name: string): JsonObject => ({ type: custom.has(name) ? 'custom' : 'function', name });
  switch (choice.mode) {
    case 'named':
      return named(choice.name);
    case 'allowed':
      return {
        type: 'allowed_tools',
        mode: choice.required ? 'required' : 'auto',
        tools: [...choice.names].map(named),
      };
    default:
      return choice.mode;
  }
}
