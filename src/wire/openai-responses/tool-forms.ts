import { parseExactObject } from '../../json/exact-json';
import type { JsonObject } from '../../json/json-object';
import { isObject } from '../../json/json-object';
import { CUSTOM_PARAMETERS } from '../canonical/tool-text';

/** The tools of this wire that the caller runs. At a provider each is a function; here each has items of its own. */
export type ToolForm = 'function' | 'custom' | 'tool_search' | 'local_shell' | 'shell' | 'apply_patch';

/** A form whose arguments are shown once they are all there. */
export type WholeForm = Exclude<ToolForm, 'function'>;

interface FormRules {
  /** The item's type. */
  readonly call: string;
  readonly output: string;
  /** What the ids of its items begin with. */
  readonly prefix: string;
  readonly description: string;
  readonly parameters: JsonObject;
  /** The fields of a call that hold what the model said. @param args JSON text of the function's arguments */
  readonly fields: (args: string) => JsonObject;
  /** The function's arguments of a call that comes back, as JSON text. */
  readonly args: (item: JsonObject) => string;
}

const TEXT = { type: 'string' };
const NUMBER = { type: 'number' };
const TEXTS = { type: 'array', items: TEXT };

function object(properties: JsonObject, required: readonly string[]): JsonObject {
  return { type: 'object', properties, required };
}

/**
 * What is particular to each form.
 * Format: https://platform.openai.com/docs/api-reference/responses/object#responses/object-output
 */
export const FORMS: Readonly<Record<WholeForm, FormRules>> = {
  custom: {
    call: 'custom_tool_call',
    output: 'custom_tool_call_output',
    prefix: 'ctc',
    description: '',
    parameters: CUSTOM_PARAMETERS,
    fields: (args) => ({ input: customInput(args) }),
    args: ({ input }) => JSON.stringify({ input: typeof input === 'string' ? input : '' }),
  },
  tool_search: {
    call: 'tool_search_call',
    output: 'tool_search_output',
    prefix: 'tsc',
    description: 'Searches for further tools.',
    parameters: object({ query: TEXT }, ['query']),
    fields: (args) => ({ execution: 'client', arguments: parsed(args) }),
    args: (item) => JSON.stringify(item['arguments'] ?? {}),
  },
  local_shell: {
    call: 'local_shell_call',
    output: 'local_shell_call_output',
    prefix: 'lsh',
    description: 'Runs a command on the local machine.',
    parameters: object(
      { command: TEXTS, working_directory: TEXT, timeout_ms: NUMBER, env: { type: 'object' } },
      ['command'],
    ),
    fields: (args) => ({ action: { type: 'exec', command: [], env: {}, ...parsed(args) } }),
    args: ({ action }) => withoutType(action),
  },
  shell: {
    call: 'shell_call',
    output: 'shell_call_output',
    prefix: 'sh',
    description: 'Runs shell commands on the local machine.',
    parameters: object({ commands: TEXTS, timeout_ms: NUMBER, max_output_length: NUMBER }, ['commands']),
    fields: (args) => ({
      action: { commands: [], timeout_ms: null, max_output_length: null, ...parsed(args) },
      environment: { type: 'local' },
    }),
    args: ({ action }) => JSON.stringify(action ?? {}),
  },
  apply_patch: {
    call: 'apply_patch_call',
    output: 'apply_patch_call_output',
    prefix: 'apc',
    description: 'Creates, updates or deletes a file. `diff` is in V4A form.',
    parameters: object(
      {
        type: { type: 'string', enum: ['create_file', 'update_file', 'delete_file'] },
        path: TEXT,
        diff: TEXT,
      },
      ['type', 'path'],
    ),
    fields: (args) => ({ operation: patchOperation(args) }),
    args: ({ operation }) => JSON.stringify(operation ?? {}),
  },
};

/** The form of a tool by the type that it is declared with; undefined for one that does not run at the caller. */
export function declaredForm(tool: JsonObject): ToolForm | undefined {
  const { type } = tool;
  if (type === 'function' || type === 'custom' || type === 'local_shell' || type === 'apply_patch')
    return type;
  if (type === 'tool_search') return tool['execution'] === 'client' ? type : undefined;
  if (type !== 'shell') return undefined;
  const environment = tool['environment'];
  return isObject(environment) && environment['type'] !== 'local' ? undefined : type;
}

/** The form whose call or output is of this type. */
export function formOfItem(type: unknown, kind: 'call' | 'output'): WholeForm | undefined {
  return WHOLE_FORMS.find((form) => FORMS[form][kind] === type);
}

const WHOLE_FORMS: readonly WholeForm[] = ['custom', 'tool_search', 'local_shell', 'shell', 'apply_patch'];

/** The text of a custom tool; what the model said where it kept no form. */
function customInput(args: string): string {
  const input = parsed(args)['input'];
  return typeof input === 'string' ? input : args;
}

const PATCHES: ReadonlySet<unknown> = new Set(['create_file', 'update_file', 'delete_file']);

/** The operation with all that clients demand of one, also where the model left it out: it is theirs to refuse. */
function patchOperation(args: string): JsonObject {
  const { type: given, path, diff } = parsed(args);
  const type = PATCHES.has(given) ? given : 'update_file';
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { type, path: text(path), ...(type === 'delete_file' ? {} : { diff: text(diff) }) };
}

function parsed(args: string): JsonObject {
  return parseExactObject(args) ?? {};
}

function withoutType(action: unknown): string {
  if (!isObject(action)) return '{}';
  const { type: _type, ...rest } = action;
  return JSON.stringify(rest);
}
