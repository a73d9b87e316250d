import type { FunctionTool, Tool, ToolChoice } from '../canonical/canonical-request';
import { customDescription } from '../canonical/custom-tool';
import { flatSchema } from '../canonical/flat-schema';
import type { DroppedSettings } from '../canonical/setting-rules';
import { forcesCall, namedAlone } from '../canonical/tool-choice';
import { CUSTOM_PARAMETERS } from '../canonical/tool-text';
import type { AnswerFormat } from './answer-format';
import { MAKER } from './blocks';
import type { Block, MessagesTurn } from './blocks';
import type { ModelTraits } from './model-traits';
import { isRecursive, outputSchema } from './output-schema';
import { ownTool } from './web-search';

/** Fields of a tool that are the provider's own and go along (https://docs.anthropic.com/en/docs/agents-and-tools/tool-use). */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'defer_loading',
  'allowed_callers',
  'input_examples',
  'eager_input_streaming',
]);

/** The fields `tools` and `tool_choice` of a request. */
interface ToolFields {
  readonly tools?: readonly Block[];
  readonly tool_choice?: Block;
}

/** What the fields are made from. */
interface ToolContext {
  /** The tools that the model may call; see {@link usableTools}. */
  readonly tools: readonly Tool[];
  readonly choice: ToolChoice | undefined;
  readonly singleCalls: boolean;
  readonly format: AnswerFormat;
  readonly turns: readonly MessagesTurn[];
  readonly traits: ModelTraits;
  readonly dropped: DroppedSettings;
}

/**
 * The tools that the model may call: those that the choice allows, and that this provider can run or leave to the caller.
 * Another provider's search of the web becomes Claude's; any other tool that runs there is left out, by name.
 */
export function usableTools(
  tools: readonly Tool[],
  choice: ToolChoice | undefined,
  dropped: DroppedSettings,
): readonly Tool[] {
  return tools.flatMap((tool) => {
    if (tool.kind !== 'provider')
      return choice?.mode !== 'allowed' || choice.names.has(tool.name) ? [tool] : [];
    const own = ownTool(tool, dropped);
    return own === undefined ? [] : [own];
  });
}

/**
 * Maps the tools and the choice among them. A history with tool blocks gets its tools declared, unusable, where the
 * request has none, because it is refused otherwise.
 * Format: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/implement-tool-use
 */
export function toolFields(context: ToolContext): ToolFields {
  const { format, choice, turns, traits } = context;
  const own = context.tools.filter(({ kind }) => kind === 'provider');
  const functions = context.tools.filter((tool) => tool.kind !== 'provider');
  // Where no call can be forced, the tool that the caller named is the only one that is left of his.
  const usable = traits.forcedTools ? functions : namedAlone(functions, choice);
  const tools = [...usable, ...own].map((tool) => declared(tool, context));
  if (format.how === 'tool') {
    const others = tools.length > 0 && choice?.mode !== 'none';
    const wanted = others ? { type: 'any' } : { type: 'tool', name: format.name };
    return { tools: [...tools, format.tool], tool_choice: { ...wanted, disable_parallel_tool_use: true } };
  }
  if (tools.length > 0) return { tools, ...choiceField(context) };
  const past = pastTools(turns);
  return past.length === 0 ? {} : { tools: past, tool_choice: { type: 'none' } };
}

function declared(tool: Tool, { traits, dropped }: ToolContext): Block {
  switch (tool.kind) {
    case 'provider':
      return tool.value;
    case 'custom': {
      const description = customDescription(tool.description, tool.format);
      return { name: tool.name, ...described(description), input_schema: CUSTOM_PARAMETERS };
    }
    case 'function':
      if (tool.native?.maker === MAKER) return tool.native.value;
      return functionTool(tool, traits, dropped);
  }
}

function functionTool(tool: FunctionTool, traits: ModelTraits, dropped: DroppedSettings): Block {
  const schema = { type: 'object', ...flatSchema(tool.parameters ?? { properties: {} }) };
  const strict = tool.strict === true && traits.structuredOutput && !isRecursive(schema);
  if (tool.strict === true && !strict) dropped.dropOwn(`${tool.at}.strict`);
  const fields: Block = {
    name: tool.name,
    ...described(tool.description),
    input_schema: strict ? outputSchema(schema) : schema,
    ...(strict ? { strict } : {}),
    ...(tool.cache === undefined ? {} : { cache_control: tool.cache }),
  };
  for (const [name, value] of Object.entries(tool.own)) {
    if (OWN_FIELDS.has(name)) fields[name] = value;
    else dropped.dropOwn(`${tool.at}.${name}`);
  }
  return fields;
}

function described(description: string | undefined): Block {
  return description === undefined ? {} : { description };
}

function choiceField({ choice, singleCalls, traits, dropped }: ToolContext): ToolFields {
  const single = singleCalls ? { disable_parallel_tool_use: true } : {};
  if (forcesCall(choice) && !traits.forcedTools) {
    dropped.dropOwn('tool_choice');
    return { tool_choice: { type: 'auto', ...single } };
  }
  switch (choice?.mode) {
    case 'none':
      return { tool_choice: { type: 'none' } };
    case 'required':
      return { tool_choice: { type: 'any', ...single } };
    case 'named':
      return { tool_choice: { type: 'tool', name: choice.name, ...single } };
    case 'allowed':
      return { tool_choice: { type: choice.required ? 'any' : 'auto', ...single } };
    case 'auto':
      return { tool_choice: { type: 'auto', ...single } };
    case undefined:
      return singleCalls ? { tool_choice: { type: 'auto', ...single } } : {};
  }
}

function pastTools(turns: readonly MessagesTurn[]): Block[] {
  const names = new Set<unknown>();
  for (const { content } of turns) {
    for (const block of content) if (block['type'] === 'tool_use') names.add(block['name']);
  }
  return [...names].map((name) => ({ name, input_schema: { type: 'object', properties: {} } }));
}
