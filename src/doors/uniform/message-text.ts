import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/** What a message, or a delta of one, says: its content, else the refusal that is in its place. */
export function saidIn(message: JsonObject): string {
  return textOf(message['content']) || textOf(message['refusal']);
}

/**
 * The reasoning that comes with a message, or with a delta of one: OpenAI's format has no field for it; DeepSeek, vLLM
 * and LiteLLM call it `reasoning_content` (https://api-docs.deepseek.com/guides/reasoning_model), OpenRouter and newer
 * vLLM `reasoning`.
 */
export function reasoningIn(message: JsonObject): string {
  return textOf(message['reasoning_content']) || textOf(message['reasoning']);
}

/** A text, or the text parts of a content that comes in parts (Mistral), joined; empty for everything else. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}
