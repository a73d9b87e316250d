import { isObject } from '../../json/json-object';
import type { Tool } from './canonical-request';
import { isSet, optionsIn } from './own-options';

/** Code that a model wrote and its provider ran. */
export interface RanCode {
  readonly language: 'python' | 'bash';
  readonly code: string;
  /** What it printed; of code that failed, what went wrong. */
  readonly output: string;
  readonly failed: boolean;
}

type ProviderTool = Extract<Tool, { kind: 'provider' }>;

const GOOGLE = ['codeExecution', 'code_execution'];
/** `code_interpreter`, and Anthropic's dated forms. */
const TYPES = /^(?:code_interpreter|code_execution(?:_\d+)?)$/;

/**
 * Reads a tool of a provider's own as one by which it runs code; undefined for any other tool.
 * Formats: https://platform.openai.com/docs/guides/tools-code-interpreter,
 * https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/code-execution-tool, https://ai.google.dev/api/caching#CodeExecution
 * @returns paths of what was set besides, and has no counterpart elsewhere
 */
export function codeExecutionIn({ maker, value, at }: ProviderTool): readonly string[] | undefined {
  if (maker === 'google') {
    const names = Object.keys(value);
    return names.length === 1 && GOOGLE.includes(names[0] ?? '') ? [] : undefined;
  }
  const { type, name: _name, container, ...rest } = value;
  if (typeof type !== 'string' || !TYPES.test(type)) return undefined;
  return [...optionsIn(rest, at), ...containerIn(container, `${at}.container`)];
}

/** A container that the provider makes anew is what all of them have. */
function containerIn(container: unknown, at: string): readonly string[] {
  if (!isObject(container)) return isSet(container) ? [at] : [];
  const { type, ...rest } = container;
  return type === 'auto' ? optionsIn(rest, at) : [at];
}
