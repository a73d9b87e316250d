import { parseExact } from '../../../json/exact-json';
import { valueBytes } from '../../../json/json-edit';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { objectsIn } from '../../../json/objects-in';
import { customDescription, CustomInput } from '../../../wire/canonical/custom-tool';
import { CUSTOM_INPUT, CUSTOM_PARAMETERS } from '../../../wire/canonical/tool-text';
import type { LlmCall } from '../../llm-adapter';
import type { RequestRules } from './vendor';

/** No tool is a custom one. */
export const NO_CUSTOM_TOOLS: ReadonlySet<string> = new Set();
const CUSTOM = '"custom"';

/**
 * The names of a request's custom tools where its vendor has functions alone: they go as functions with one text, and calls
 * of them come back as calls of custom tools.
 * Format: https://platform.openai.com/docs/guides/function-calling#custom-tools
 */
export function customToolsOf(
  { raw, body }: Pick<LlmCall, 'raw' | 'body'>,
  rules: RequestRules | undefined,
): ReadonlySet<string> {
  if (rules?.functionsAlone !== true || !Object.hasOwn(body, 'tools') || !raw.includes(CUSTOM))
    return NO_CUSTOM_TOOLS;
  const names = declaredTools(raw).flatMap(({ type, custom }) =>
    type === 'custom' && isObject(custom) && typeof custom['name'] === 'string' ? [custom['name']] : [],
  );
  return new Set(names);
}

/** The tools of a request with their numbers as they were written. */
export function declaredTools(raw: Buffer): readonly JsonObject[] {
  const bytes = valueBytes(raw, 'tools');
  const tools = bytes === undefined ? undefined : parseExact(bytes.toString('utf8'));
  return objectsIn(tools);
}

/** A custom tool as a function with one text; any other tool is the same object. */
export function toolAsFunction(tool: JsonObject): JsonObject {
  const { custom } = tool;
  if (tool['type'] !== 'custom' || !isObject(custom)) return tool;
  const { name, description, format } = custom;
  const told = customDescription(
    typeof description === 'string' ? description : undefined,
    isObject(format) ? format : undefined,
  );
  const described = told === undefined ? {} : { description: told };
  return { type: 'function', function: { name, ...described, parameters: CUSTOM_PARAMETERS } };
}

/** A call of a custom tool in a conversation as a call of the function; any other call is the same object. */
export function callAsFunction(call: JsonObject): JsonObject {
  const { custom, ...rest } = call;
  if (call['type'] !== 'custom' || !isObject(custom)) return call;
  const { name, input } = custom;
  return {
    ...rest,
    type: 'function',
    function: { name, arguments: JSON.stringify({ [CUSTOM_INPUT]: input }) },
  };
}

/** Makes calls of the functions that represent custom tools calls of those tools. One for each choice of an answer. */
export class CustomCalls {
  readonly #open = new Map<unknown, CustomInput>();

  /** @param names of the custom tools */
  constructor(private readonly names: ReadonlySet<string>) {}

  /** A whole call; the same object where it calls a function. */
  whole(call: unknown): unknown {
    const begun = this.piece(call);
    const [rest] = this.rest();
    const custom = isObject(begun) ? begun['custom'] : undefined;
    if (!isObject(begun) || !isObject(custom) || rest === undefined) return begun;
    return { ...begun, custom: { ...custom, input: `${String(custom['input'])}${rest.input}` } };
  }

  /** A piece of a call; the same object where it is a function's. */
  piece(piece: unknown): unknown {
    if (!isObject(piece)) return piece;
    const { function: called, type: _type, ...rest } = piece;
    if (!isObject(called)) return piece;
    const { name, arguments: given } = called;
    const args = typeof given === 'string' ? given : '';
    if (typeof name === 'string' && this.names.has(name)) {
      const input = new CustomInput();
      this.#open.set(piece['index'], input);
      return { ...rest, type: 'custom', custom: { name, input: input.take(args) } };
    }
    const input = this.#open.get(piece['index']);
    return input === undefined ? piece : { ...rest, custom: { input: input.take(args) } };
  }

  /** What is left of the open calls' inputs, because the model wrote them in another form. */
  rest(): readonly { readonly index: unknown; readonly input: string }[] {
    const left = [...this.#open].map(([index, input]) => ({ index, input: input.end() }));
    this.#open.clear();
    return left.filter(({ input }) => input !== '');
  }
}
