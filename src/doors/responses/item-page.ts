import { invalid } from '../../errors/invalid-field';
import type { JsonObject } from '../../json/json-object';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** The form of a list, for the documentation page. */
export const ITEM_LIST = {
  type: 'object',
  properties: {
    object: { type: 'string', enum: ['list'] },
    data: { type: 'array', items: { type: 'object', additionalProperties: true } },
    has_more: { type: 'boolean' },
  },
};

/** How a list of items is asked for. */
export interface PageQuery {
  readonly limit?: string;
  readonly order?: string;
  readonly after?: string;
}

/**
 * A page of items, the newest first unless `order=asc`.
 * Format: https://platform.openai.com/docs/api-reference/responses/input-items
 * @param items oldest first, each with an id
 * @throws GatewayError INVALID_REQUEST naming a part of the query
 */
export function itemPage(
  items: readonly JsonObject[],
  { limit, order = 'desc', after }: PageQuery,
): JsonObject {
  const count = limit === undefined ? DEFAULT_LIMIT : Number(limit);
  if (!Number.isInteger(count) || count < 1 || count > MAX_LIMIT)
    throw invalid('limit', `limit must be a whole number from 1 to ${MAX_LIMIT}.`);
  if (order !== 'asc' && order !== 'desc') throw invalid('order', 'order must be asc or desc.');
  const sorted = order === 'asc' ? once(items) : once(items).toReversed();
  const place = after === undefined ? -1 : sorted.findIndex(({ id }) => id === after);
  if (after !== undefined && place < 0)
    throw invalid('after', 'after must be the id of an item of this list.');
  const data = sorted.slice(place + 1, place + 1 + count);
  return {
    object: 'list',
    data,
    first_id: data[0]?.['id'] ?? null,
    last_id: data.at(-1)?.['id'] ?? null,
    has_more: place + 1 + count < sorted.length,
  };
}

/** Each item once, where it was first: the next page begins behind an id, and would come again for ever behind the second. */
function once(items: readonly JsonObject[]): readonly JsonObject[] {
  const listed = new Map<unknown, JsonObject>();
  for (const item of items) if (!listed.has(item['id'])) listed.set(item['id'], item);
  return [...listed.values()];
}
