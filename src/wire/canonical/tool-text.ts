import { parseExactObject } from '../../json/exact-json';
import type { JsonObject } from '../../json/json-object';
import type { ContentPart, ToolCallPart } from './content-part';

/** The one argument of a custom tool, where it is declared as a function. */
export const CUSTOM_INPUT = 'input';

/** What a call that failed without a word has said: Claude refuses an error without content, and other wires have no other place for it. */
export const FAILED_SILENTLY = 'error';

/** The texts of parts in one; other parts have none. */
export function textOf(parts: readonly ContentPart[]): string {
  return parts.map((part) => (part.kind === 'text' || part.kind === 'refusal' ? part.text : '')).join('');
}

/** The texts of a tool's result in one, where a wire has one text for them: each begins a line. */
export function resultText(parts: readonly ContentPart[]): string {
  return parts
    .flatMap((part) => {
      if (part.kind === 'text' || part.kind === 'refusal') return [part.text];
      return part.kind === 'opaque' && part.words !== undefined ? [part.words] : [];
    })
    .join('\n');
}

/** Whether a part is a text that says nothing. */
export function isEmptyText(part: ContentPart): boolean {
  return part.kind === 'text' && part.text === '';
}

/** Parts without empty texts, which some servers refuse, unless there is nothing else; clients send them beside a picture. */
export function withoutEmpty(parts: readonly ContentPart[]): readonly ContentPart[] {
  const said = parts.filter((part) => !isEmptyText(part));
  return said.length === 0 ? parts : said;
}

/** A document of plain text as a text, where a wire has documents of bytes alone. */
export function titledText(title: string | undefined, text: string): string {
  return title === undefined ? text : `${title}\n${text}`;
}

/**
 * A call's arguments as the object that a wire demands. A custom tool's text becomes its one argument. What a model wrote
 * that is no JSON object is wrapped, so that the next turn still shows the mistake; one rule for every provider.
 * Source: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/fine-grained-tool-streaming
 */
export function inputObject({ tool, input }: Pick<ToolCallPart, 'tool' | 'input'>): JsonObject {
  if (tool === 'custom') return { [CUSTOM_INPUT]: input };
  if (input.trim() === '') return {};
  return parseExactObject(input) ?? { INVALID_JSON: input };
}

/**
 * A call's arguments for a wire that has them as a text: as the model wrote them, unless they are no JSON object. Servers that render a
 * conversation parse them, and refuse it from then on: https://github.com/vllm-project/vllm/issues/43995
 */
export function inputText(call: Pick<ToolCallPart, 'tool' | 'input'>): string {
  const { input } = call;
  if (input.trim() === '') return '{}';
  return parseExactObject(input) === undefined ? JSON.stringify(inputObject(call)) : input;
}

/** The JSON Schema of a custom tool that is declared as a function. */
export const CUSTOM_PARAMETERS: JsonObject = {
  type: 'object',
  properties: { [CUSTOM_INPUT]: { type: 'string' } },
  required: [CUSTOM_INPUT],
  additionalProperties: false,
};
