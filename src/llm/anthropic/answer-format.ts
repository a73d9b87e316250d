import type { JsonObject } from '../../body/json-object';
import type { ChatRequest, ResponseFormat } from '../canonical/chat-request';
import type { Block } from './blocks';
import type { ModelTraits } from './model-traits';
import { isOpen, outputSchema } from './output-schema';

/** How the form of the answer is asked for. */
export type AnswerFormat =
  | { readonly how: 'free' }
  /** Structured output, the model's own. */
  | { readonly how: 'schema'; readonly schema: JsonObject }
  /** A tool whose arguments are the answer. */
  | { readonly how: 'tool'; readonly tool: Block; readonly name: string }
  /** Said in words. */
  | { readonly how: 'words'; readonly words: string };

const TOOL_NAME = 'json_response';
const ANY_OBJECT = 'Answer with one JSON object and nothing else: no explanation, no code fence.';

/**
 * Chooses how `response_format` is kept. A schema is the model's own structured output where it has that and the schema
 * can be expressed there; else, and for `json_object`, a tool that the model is made to call, whose arguments become the
 * answer's content. Where no tool can be forced it is told in words. Where the caller forces a tool of its own the
 * answer is that call, and has no other form.
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs
 * @param thinking whether the caller switched thinking on, with which no tool can be forced
 */
export function answerFormat(request: ChatRequest, traits: ModelTraits, thinking: boolean): AnswerFormat {
  const { responseFormat: format } = request;
  if (format === undefined || format.type === 'text') return { how: 'free' };
  const canForce = traits.forcedTools && !thinking;
  if (format.type === 'json_schema' && traits.structuredOutput) {
    const expressible = format.strict === true || !isOpen(format.schema);
    if (expressible || !canForce) return { how: 'schema', schema: outputSchema(format.schema) };
  }
  if (isForced(request)) return { how: 'free' };
  if (canForce) return answerTool(request, format);
  return { how: 'words', words: format.type === 'json_object' ? ANY_OBJECT : schemaInWords(format.schema) };
}

/** Whether the caller wants a tool called in any case. */
export function isForced({ tools, toolChoice }: ChatRequest): boolean {
  return tools.length > 0 && toolChoice !== undefined && toolChoice !== 'auto' && toolChoice !== 'none';
}

function answerTool({ tools }: ChatRequest, format: Exclude<ResponseFormat, { type: 'text' }>): AnswerFormat {
  let name = TOOL_NAME;
  while (tools.some((tool) => tool.name === name)) name += '_';
  const schema = format.type === 'json_schema' ? format.schema : { additionalProperties: true };
  const about = format.type === 'json_schema' ? format.description : undefined;
  const description = `Gives the final answer, as JSON.${about === undefined ? '' : ` ${about}`}`;
  return { how: 'tool', name, tool: { name, description, input_schema: { type: 'object', ...schema } } };
}

function schemaInWords(schema: JsonObject): string {
  return `${ANY_OBJECT} It has to be valid against this JSON Schema: ${JSON.stringify(schema)}`;
}
