import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import type { ModelCard } from '../../llm-adapter';

/** Entries of a page, the most there can be. */
const PAGE_SIZE = 1_000;
/** More pages than this are not asked for. */
const MAX_PAGES = 20;

/**
 * Reads the list of models, page by page.
 * Format: https://docs.anthropic.com/en/api/models-list
 * @param get answers with one page: the path's query to its JSON
 */
export async function listModels(get: (query: string) => Promise<JsonObject>): Promise<ModelCard[]> {
  const cards: ModelCard[] = [];
  let after = '';
  for (let page = 0; page < MAX_PAGES; page++) {
    const list = await get(`?limit=${PAGE_SIZE}${after}`);
    const data: unknown = list['data'];
    if (Array.isArray(data)) cards.push(...data.flatMap(readCard));
    const last = list['last_id'];
    if (list['has_more'] !== true || typeof last !== 'string') break;
    after = `&after_id=${encodeURIComponent(last)}`;
  }
  return cards;
}

function readCard(entry: unknown): ModelCard[] {
  if (!isObject(entry) || typeof entry['id'] !== 'string' || entry['id'] === '') return [];
  const window = entry['max_input_tokens'];
  const known = typeof window === 'number' && window > 0;
  return [{ id: entry['id'], provider: 'anthropic', contextLength: known ? window : undefined }];
}
