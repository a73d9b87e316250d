import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { Tool, ToolChoice } from '../canonical/canonical-request';
import {
  neededText,
  objectList,
  optionalFlag,
  optionalObject,
  optionalText,
} from '../canonical/field-readers';
import { SEARCH_NAME } from '../canonical/web-search';
import { wrongField } from '../../errors/invalid-field';
import { plainParameters } from './agent-message';
import { declaredForm, FORMS } from './tool-forms';
import { ToolNames } from './tool-names';

/** The tools of a request, and how their calls are shown to the caller. */
export interface ReadTools {
  readonly tools: readonly Tool[];
  readonly names: ToolNames;
}

/** Fields of a function with a place in the canonical model, or with a meaning at OpenAI alone. */
const READ: ReadonlySet<string> = new Set([
  ...['type', 'name', 'description', 'parameters', 'strict', 'defer_loading', 'output_schema'],
  'allowed_callers',
]);

/** Items of the input that bring tools. */
const BRINGING_TOOLS: ReadonlySet<unknown> = new Set(['tool_search_output', 'additional_tools']);

/**
 * Reads the tools of a request, and those that items of its input bring (a tool search of the caller's, `additional_tools`). Every tool that the caller runs is a function
 * of its own; a tool that runs at OpenAI is for OpenAI alone.
 * Format: https://platform.openai.com/docs/api-reference/responses/create#responses-create-tools
 * @throws GatewayError INVALID_REQUEST naming the tool
 */
export function readTools({ tools, input }: JsonObject): ReadTools {
  const names = new ToolNames();
  const read = (given: unknown, at: string): Tool[] =>
    given === undefined || given === null
      ? []
      : objectList(given, at).flatMap((tool, index) => readTool(tool, `${at}.${index}`, names));
  const found = Array.isArray(input)
    ? input.flatMap((item: unknown, index) =>
        isObject(item) && BRINGING_TOOLS.has(item['type']) ? read(item['tools'], `input.${index}.tools`) : [],
      )
    : [];
  return { tools: [...read(tools, 'tools'), ...found], names };
}

function readTool(tool: JsonObject, at: string, names: ToolNames): Tool[] {
  if (tool['type'] === 'namespace') {
    const namespace = neededText(tool['name'], `${at}.name`);
    const about = optionalText(tool['description'], `${at}.description`);
    const members = objectList(tool['tools'], `${at}.tools`).flatMap((member, index) =>
      readOwnTool(member, `${at}.tools.${index}`, names, namespace),
    );
    return about === undefined || about.trim() === '' ? members : toldOf(members, namespace, about);
  }
  return readOwnTool(tool, at, names, undefined);
}

/** OpenAI's Chat Completions refuse a longer description of a function. */
const MAX_DESCRIPTION = 1_024;

/** A group has no place of its own elsewhere: the first of its tools tells what it is, as far as there is room. */
function toldOf(members: readonly Tool[], namespace: string, about: string): Tool[] {
  const first = members.findIndex(({ kind }) => kind !== 'provider');
  return members.map((tool, index) => {
    if (index !== first || tool.kind === 'provider') return tool;
    const own = tool.description === undefined ? '' : `\n\n${tool.description}`;
    const told = `${namespace}: ${about}`.slice(0, Math.max(0, MAX_DESCRIPTION - own.length)).toWellFormed();
    return { ...tool, description: (told + own).trim() };
  });
}

function readOwnTool(tool: JsonObject, at: string, names: ToolNames, namespace: string | undefined): Tool[] {
  const form = declaredForm(tool);
  if (form === undefined) {
    neededText(tool['type'], `${at}.type`);
    return [{ kind: 'provider', maker: 'openai', value: tool, at }];
  }
  const isNamed = form === 'function' || form === 'custom';
  const known = isNamed ? neededText(tool['name'], `${at}.name`) : form;
  const { parameters, encrypts } = plainParameters(optionalObject(tool['parameters'], `${at}.parameters`));
  const name = names.add({ form, name: known, namespace, encrypts });
  if (name === undefined) return [];
  const description = optionalText(tool['description'], `${at}.description`);
  if (form === 'function') {
    return [
      {
        kind: 'function',
        name,
        description,
        parameters,
        strict: optionalFlag(tool['strict'], `${at}.strict`),
        own: Object.fromEntries(Object.entries(tool).filter(([field]) => !READ.has(field))),
        at,
      },
    ];
  }
  const rules = FORMS[form];
  return [
    {
      kind: 'function',
      name,
      description:
        form === 'custom'
          ? customDescription(description, tool['format'])
          : (description ?? rules.description),
      parameters: form === 'tool_search' ? (parameters ?? rules.parameters) : rules.parameters,
      strict: undefined,
      own: {},
      at,
    },
  ];
}

/** A grammar has no place in a function: the model is told of it. */
function customDescription(description: string | undefined, format: unknown): string | undefined {
  if (!isObject(format) || format['type'] !== 'grammar') return description;
  const { syntax, definition } = format;
  if (typeof definition !== 'string') return description;
  const kind = typeof syntax === 'string' ? `${syntax} ` : '';
  return `${description ?? ''}\n\n\`input\` must match this ${kind}grammar:\n${definition}`.trimStart();
}

/**
 * Reads `tool_choice`.
 * Format: https://platform.openai.com/docs/api-reference/responses/create#responses-create-tool_choice
 * @throws GatewayError INVALID_REQUEST for a choice that is not the API's, or of a tool that runs at OpenAI
 */
export function readToolChoice(choice: unknown, names: ToolNames): ToolChoice | undefined {
  if (choice === undefined || choice === null) return undefined;
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { mode: choice };
  if (!isObject(choice)) throw wrongField('tool_choice', 'must be auto, none, required or an object');
  if (choice['type'] === 'allowed_tools') {
    const entries = objectList(choice['tools'], 'tool_choice.tools');
    const own = new Set<unknown>();
    const allowed = entries.flatMap((tool) => {
      const name = chosenName(tool, names);
      if (name === undefined) own.add(tool['type']);
      return name === undefined ? [] : [name];
    });
    return { mode: 'allowed', names: new Set(allowed), required: choice['mode'] === 'required', own };
  }
  const name = chosenName(choice, names);
  if (name === undefined && typeof choice['type'] === 'string' && choice['type'].startsWith(SEARCH_NAME))
    return { mode: 'named', name: SEARCH_NAME };
  if (name === undefined)
    throw wrongField('tool_choice', 'chooses a tool that runs at OpenAI, which this model cannot call');
  return { mode: 'named', name };
}

function chosenName(tool: JsonObject, names: ToolNames): string | undefined {
  const form = declaredForm(tool['type'] === 'tool_search' ? { ...tool, execution: 'client' } : tool);
  if (form === undefined) return undefined;
  // Some callers have the name where Chat Completions has it.
  const inside = form === 'function' || form === 'custom' ? tool[form] : undefined;
  const { name, namespace } = { ...(isObject(inside) ? inside : {}), ...tool };
  if (name === undefined && (form === 'function' || form === 'custom'))
    throw wrongField('tool_choice.name', 'must name a tool');
  const known = typeof name === 'string' ? name : form;
  return names.functionName({
    form,
    name: known,
    namespace: typeof namespace === 'string' ? namespace : undefined,
  });
}
