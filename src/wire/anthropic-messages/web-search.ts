import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { Tool } from '../canonical/canonical-request';
import type { DroppedSettings } from '../canonical/setting-rules';
import { MAKER } from './blocks';

/**
 * OpenAI's `web_search_options` as the tool by which Claude searches. How much of the found goes into the context is not to
 * be set, and is dropped.
 * Formats: https://platform.openai.com/docs/guides/tools-web-search,
 * https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/web-search-tool
 */
export function searchTools(own: JsonObject, dropped: DroppedSettings): readonly Tool[] {
  const options = own['web_search_options'];
  if (!isObject(options)) return [];
  if ((options['search_context_size'] ?? 'medium') !== 'medium')
    dropped.dropOwn('web_search_options.search_context_size');
  const location = options['user_location'];
  const approximate = isObject(location) ? location['approximate'] : undefined;
  const where = isObject(approximate) ? { user_location: { type: 'approximate', ...approximate } } : {};
  const value = { type: 'web_search_20250305', name: 'web_search', ...where };
  return [{ kind: 'provider', maker: MAKER, value, at: 'web_search_options' }];
}
