import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { objectsIn } from '../../../json/objects-in';
import type { LlmCall } from '../../llm-adapter';
import { customToolsOf, declaredTools, toolAsFunction } from './custom-tools';
import type { RequestRules } from './vendor';

/** Choices that say what is so without tools. */
const WITHOUT_TOOLS: ReadonlySet<unknown> = new Set([null, 'auto', 'none', 'validated']);

/**
 * Adds to the edits what a vendor needs of the tools and the choice among them. Without any tool what is said about them is
 * left out, because OpenAI answers 400 to it ("'parallel_tool_calls' is only allowed when 'tools' are specified") and it
 * says nothing.
 * Format: https://platform.openai.com/docs/api-reference/chat/create#chat-create-tool_choice
 * @returns the fields to leave out
 */
export function editedTools(
  call: Pick<LlmCall, 'raw' | 'body'>,
  rules: RequestRules,
  edits: Record<string, unknown>,
): string[] {
  const { raw, body } = call;
  const choice = body['tool_choice'];
  if (!declares(body, 'tools')) {
    const said = ['tools', 'parallel_tool_calls'].filter((name) => Object.hasOwn(body, name));
    return Object.hasOwn(body, 'tool_choice') && WITHOUT_TOOLS.has(choice) ? [...said, 'tool_choice'] : said;
  }
  if (rules.functionsAlone !== true) return [];
  const allowed = isObject(choice) && choice['type'] === 'allowed_tools' ? allowedIn(choice) : undefined;
  if (allowed === undefined && customToolsOf(call, rules).size === 0) return [];
  const tools = declaredTools(raw).filter((tool) => allowed?.names.has(nameOf(tool)) ?? true);
  edits['tools'] = tools.map(toolAsFunction);
  if (allowed !== undefined) edits['tool_choice'] = allowed.mode;
  else if (isObject(choice) && choice['type'] === 'custom')
    edits['tool_choice'] = { type: 'function', function: { name: nameOf(choice) } };
  return [];
}

/** Whether a request declares something in a list of this name. A large list is no empty one, and is not parsed to see that. */
export function declares(body: JsonObject, name: 'tools' | 'functions'): boolean {
  const field = Object.getOwnPropertyDescriptor(body, name);
  if (field === undefined) return false;
  if (field.get !== undefined) return true;
  const list: unknown = field.value;
  return list !== null && !(Array.isArray(list) && list.length === 0);
}

/** `allowed_tools` holds mode and tools in a field of the same name; some callers leave that level out. */
export function allowedIn(choice: JsonObject): {
  readonly names: ReadonlySet<unknown>;
  readonly mode: string;
} {
  const { mode, tools } = isObject(choice['allowed_tools']) ? choice['allowed_tools'] : choice;
  const listed = objectsIn(tools);
  return { names: new Set(listed.map(nameOf)), mode: mode === 'required' ? 'required' : 'auto' };
}

/** The name of a tool, or of the function or custom tool in it. */
function nameOf(tool: JsonObject): unknown {
  const inside = tool['function'] ?? tool['custom'];
  return isObject(inside) ? inside['name'] : tool['name'];
}
