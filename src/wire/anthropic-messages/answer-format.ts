import type { JsonObject } from '../../json/json-object';
import type { Tool, ToolChoice } from '../canonical/canonical-request';
import { fitFieldsOf } from '../canonical/field-names';
import type { Names } from '../canonical/field-names';
import type { ResponseFormat } from '../canonical/settings';
import { forcesCall } from '../canonical/tool-choice';
import type { Block } from './blocks';
import { FIELD_NAME_FORM } from './field-name-form';
import type { ModelTraits } from './model-traits';
import { isOpen, isRecursive, outputSchema } from './output-schema';

/** How the form of the answer is asked for. */
export type AnswerFormat =
  | { readonly how: 'free' }
  /** Structured output, the model's own. */
  | { readonly how: 'schema'; readonly schema: JsonObject }
  /** A tool whose arguments are the answer. */
  | { readonly how: 'tool'; readonly tool: Block; readonly name: string; readonly fields: Names | undefined }
  /** Said in words. */
  | { readonly how: 'words'; readonly words: string };

/** What of a request the form of its answer depends on. */
export interface FormatContext {
  readonly format: ResponseFormat | undefined;
  /** The tools that the model may call. */
  readonly tools: readonly Tool[];
  readonly choice: ToolChoice | undefined;
  readonly traits: ModelTraits;
  /** Whether the caller switched thinking on itself, with which no tool can be forced. */
  readonly thinking: boolean;
}

const TOOL_NAME = 'json_response';
const ANY_OBJECT = 'Answer with one JSON object and nothing else: no explanation, no code fence.';

/**
 * Chooses how the form of the answer is kept. A schema is the model's own structured output where it has that and the
 * schema can be expressed there; else, and for `json_object`, a tool that the model is made to call, whose arguments become
 * the answer's content. Where no tool can be forced it is told in words. Where the caller forces a tool of its own the
 * answer is that call, and has no other form.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs
 */
export function answerFormat(context: FormatContext): AnswerFormat {
  const { format, traits } = context;
  if (format === undefined || format.type === 'text') return { how: 'free' };
  const canForce = traits.forcedTools && !context.thinking;
  if (format.type === 'json_schema' && traits.structuredOutput && !isRecursive(format.schema)) {
    const expressible = format.strict === true || !isOpen(format.schema);
    if (expressible || !canForce) return { how: 'schema', schema: outputSchema(format.schema) };
  }
  if (isForced(context)) return { how: 'free' };
  if (canForce) return answerTool(context.tools, format);
  return { how: 'words', words: format.type === 'json_object' ? ANY_OBJECT : schemaInWords(format.schema) };
}

/** Whether the caller wants a tool called in any case. */
export function isForced({ tools, choice }: Pick<FormatContext, 'tools' | 'choice'>): boolean {
  return tools.length > 0 && forcesCall(choice);
}

function answerTool(tools: readonly Tool[], format: Exclude<ResponseFormat, { type: 'text' }>): AnswerFormat {
  let name = TOOL_NAME;
  while (tools.some((tool) => tool.kind !== 'provider' && tool.name === name)) name += '_';
  const asked = format.type === 'json_schema' ? format.schema : { additionalProperties: true };
  const { schema, callersFields } = fitFieldsOf(asked, FIELD_NAME_FORM);
  const about = format.type === 'json_schema' ? format.description : undefined;
  const description = `Gives the final answer, as JSON.${about === undefined ? '' : ` ${about}`}`;
  return {
    how: 'tool',
    name,
    tool: { name, description, input_schema: { type: 'object', ...schema } },
    fields: callersFields,
  };
}

function schemaInWords(schema: JsonObject): string {
  return `${ANY_OBJECT} It has to be valid against this JSON Schema: ${JSON.stringify(schema)}`;
}
