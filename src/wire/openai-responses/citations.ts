import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/**
 * A citation of a web page as this wire has it, no matter who made it; undefined for one of another kind.
 * Format: https://platform.openai.com/docs/api-reference/responses/object#responses/object-output
 * @returns makes the annotation of the text up to `end`
 */
export function urlCitation(value: unknown): ((end: number) => JsonObject) | undefined {
  if (!isObject(value)) return undefined;
  const { url, title, start_index: start } = value;
  if (typeof url !== 'string') return undefined;
  return (end) => ({
    type: 'url_citation',
    url,
    title: typeof title === 'string' ? title : url,
    start_index: typeof start === 'number' ? start : 0,
    end_index: typeof value['end_index'] === 'number' ? value['end_index'] : end,
  });
}
