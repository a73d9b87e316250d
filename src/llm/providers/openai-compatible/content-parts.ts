import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';

/**
 * What a list of parts is in OpenAI's form, whose content is a text: the text, `reasoning_content`, and parts of other kinds
 * (references) in `provider_fields.content`. Format: https://docs.mistral.ai/capabilities/reasoning
 */
export function contentFields(given: readonly unknown[]): JsonObject {
  const parts = given.filter(isObject);
  const thoughts = parts.filter((part) => part['type'] === 'thinking').map(thoughtOf);
  const others = parts.filter((part) => part['type'] !== 'thinking' && typeof part['text'] !== 'string');
  const text = parts.map((part) => (part['type'] === 'thinking' ? '' : textOf(part))).join('');
  return {
    content: text,
    ...(thoughts.length === 0 ? {} : { reasoning_content: thoughts.join('') }),
    ...(others.length === 0 ? {} : { provider_fields: { content: others } }),
  };
}

function thoughtOf({ thinking }: JsonObject): string {
  if (typeof thinking === 'string') return thinking;
  return Array.isArray(thinking) ? thinking.filter(isObject).map(textOf).join('') : '';
}

function textOf({ text }: JsonObject): string {
  return typeof text === 'string' ? text : '';
}
