import { invalid } from '../../../errors/invalid-field';
import { isId } from '../../../answers/kept-response';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { checkItems } from '../responses-request';

/** So many items may be given at a time. Source: https://platform.openai.com/docs/api-reference/conversations/create-items */
const MAX_ITEMS = 20;

/** The items of a request. @throws GatewayError INVALID_REQUEST naming what is wrong with them */
export function itemsIn({ items }: JsonObject): readonly JsonObject[] {
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ITEMS)
    throw invalid('items', `items must be a list of 1 to ${MAX_ITEMS} items.`);
  checkItems(items, 'items');
  return items.filter(isObject).map((item, at) => {
    if (item['id'] !== undefined && !isId(item['id']))
      throw invalid(`items.${at}.id`, `items.${at}.id must be a text of at most 512 characters.`);
    if (typeof item['type'] === 'string' || typeof item['role'] === 'string') return item;
    throw invalid(`items.${at}.type`, `items.${at}.type must be a text.`);
  });
}

/** The items that a conversation begins with. There may be none: OpenAI's Agents SDK says so with an empty list. @throws as {@link itemsIn} */
export function firstItemsIn(fields: JsonObject): readonly JsonObject[] {
  const items = fields['items'] ?? [];
  return Array.isArray(items) && items.length === 0 ? [] : itemsIn(fields);
}
