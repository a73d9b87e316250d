import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { Tool } from '../canonical/canonical-request';
import { codeExecutionIn } from '../canonical/code-execution';
import type { DroppedSettings } from '../canonical/setting-rules';
import { searchFields, searchIn } from '../canonical/web-search';
import type { MadeSearch } from '../canonical/web-search';
import { CODE_TOOL } from './code-execution';

/** What the pages that a search found are asked for with, in `include`. */
export const SOURCES_WANTED = 'web_search_call.action.sources';

const OPTIONS = { location: 'user_location', contextSize: 'search_context_size' } as const;

/**
 * Another provider's tool in OpenAI's form: its search of the web, or what runs code; undefined where there is no counterpart.
 * Format: https://platform.openai.com/docs/guides/tools-web-search
 */
export function ownTool(
  tool: Extract<Tool, { kind: 'provider' }>,
  dropped: DroppedSettings,
): JsonObject | undefined {
  if (tool.maker === 'openai') return tool.value;
  const search = searchIn(tool);
  if (search === undefined) {
    const others = codeExecutionIn(tool);
    for (const other of others ?? [tool.at]) dropped.dropOwn(other);
    return others === undefined ? undefined : CODE_TOOL;
  }
  const { allowedDomains, ...options } = search.options;
  const fields = searchFields({ ...search, options }, OPTIONS, dropped);
  return {
    type: 'web_search',
    ...fields,
    ...(allowedDomains === undefined ? {} : { filters: { allowed_domains: allowedDomains.value } }),
  };
}

/** Chat Completions' `web_search_options` as the tool that they are here. */
export function searchTools({ web_search_options: options }: JsonObject): readonly Tool[] {
  if ((options ?? false) === false) return [];
  const { user_location: location, ...rest } = isObject(options) ? options : {};
  const approximate = isObject(location) ? location['approximate'] : undefined;
  const where = isObject(approximate) ? { user_location: { type: 'approximate', ...approximate } } : {};
  const value = { type: 'web_search', ...rest, ...where };
  return [{ kind: 'provider', maker: 'openai', value, at: 'web_search_options' }];
}

/** A search that OpenAI made; undefined where it opened a page, or looked in one. @param item `web_search_call` */
export function madeSearch({ action }: JsonObject): MadeSearch | undefined {
  if (!isObject(action) || (action['type'] ?? 'search') !== 'search') return undefined;
  const { query, queries, sources } = action;
  const asked: readonly unknown[] = Array.isArray(queries) && queries.length > 0 ? queries : [query];
  const found = objectsIn(sources);
  return {
    queries: asked.filter((text) => typeof text === 'string'),
    sources: found.flatMap(({ url, title }) =>
      typeof url === 'string' ? [{ url, title: typeof title === 'string' ? title : url }] : [],
    ),
  };
}
