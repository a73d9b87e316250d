import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';

/**
 * What a list of parts is in OpenAI's form, whose content is a text: the text, `reasoning_content`, and parts of other kinds
 * (references) in `provider_fields.content`, as is reasoning that may be signed. Formats: https://docs.mistral.ai/capabilities/reasoning,
 * https://docs.databricks.com/aws/en/machine-learning/model-serving/query-reason-models
 */
export function contentFields(given: readonly unknown[]): JsonObject {
  const parts = given.filter(isObject);
  const thoughts = parts.filter(({ type }) => type === 'thinking' || type === 'reasoning').map(thoughtOf);
  const others = parts.filter((part) => part['type'] !== 'thinking' && typeof part['text'] !== 'string');
  const text = parts.map((part) => (part['type'] === 'thinking' ? '' : textOf(part))).join('');
  return {
    content: text,
    ...(thoughts.length === 0 ? {} : { reasoning_content: thoughts.join('') }),
    ...(others.length === 0 ? {} : { provider_fields: { content: others } }),
  };
}

function thoughtOf({ thinking, summary }: JsonObject): string {
  const thought = thinking ?? summary;
  if (typeof thought === 'string') return thought;
  return Array.isArray(thought) ? thought.filter(isObject).map(textOf).join('') : '';
}

function textOf({ text }: JsonObject): string {
  return typeof text === 'string' ? text : '';
}
