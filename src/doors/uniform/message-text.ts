import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { madeCallId } from '../../wire/canonical/made-call-id';

/** Fields of an answer that are sent back as they are. */
export interface NeededFields {
  readonly reasoning_details?: readonly JsonObject[];
  readonly thinking_blocks?: readonly JsonObject[];
  readonly provider_fields?: JsonObject;
}

const NONE: readonly never[] = [];

/**
 * What a message, or a delta of one, says: its content, else the refusal that is in its place, else the words of what is spoken.
 * Format: https://platform.openai.com/docs/api-reference/chat/object (`audio.transcript`)
 */
export function saidIn({ content, refusal, audio }: JsonObject): string {
  return textOf(content) || textOf(refusal) || (isObject(audio) ? textOf(audio['transcript']) : '');
}

/**
 * The reasoning that comes with a message, or with a delta of one: OpenAI's format has no field for it; DeepSeek, vLLM
 * and LiteLLM call it `reasoning_content` (https://api-docs.deepseek.com/guides/reasoning_model), OpenRouter and newer
 * vLLM `reasoning`.
 */
export function reasoningIn(message: JsonObject): string {
  return textOf(message['reasoning_content']) || textOf(message['reasoning']);
}

/**
 * The calls of a message, or of a delta of one, as `tool_calls`: also the one that answers `functions`, in the form that those have
 * replaced. It has no id there, and gets one.
 * Format: https://platform.openai.com/docs/api-reference/chat/object (`function_call`)
 */
export function callsIn({ tool_calls: calls, function_call: called }: JsonObject): readonly unknown[] {
  if (Array.isArray(calls) && calls.length > 0) return calls as readonly unknown[];
  if (!isObject(called)) return NONE;
  // Pieces that go on with it have no name, and belong to what is open.
  const begins = textOf(called['name']) !== '';
  // Some servers have the field, with nothing in it, in every answer.
  if (!begins && textOf(called['arguments']) === '') return NONE;
  const id = begins ? madeCallId() : '';
  return [{ id, type: 'function', function: called }];
}

/** The finish reason of an answer whose calls are {@link callsIn}. */
export function reasonOf(reason: string | null): string | null {
  return reason === 'function_call' ? 'tool_calls' : reason;
}

/**
 * What a provider needs back in the next turn: LiteLLM's signed thinking, OpenRouter's signed reasoning, and our own field for all
 * others. Empty where there is nothing of it.
 */
export function neededIn(message: JsonObject): NeededFields {
  const { reasoning_details: details, thinking_blocks: blocks, provider_fields: fields } = message;
  return {
    ...(Array.isArray(details) && details.length > 0 ? { reasoning_details: details.filter(isObject) } : {}),
    ...(Array.isArray(blocks) && blocks.length > 0 ? { thinking_blocks: blocks.filter(isObject) } : {}),
    ...(isObject(fields) ? { provider_fields: fields } : {}),
  };
}

/** A text, or the text parts of a content that comes in parts (Mistral), joined; empty for everything else. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}
