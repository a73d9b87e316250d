import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { Tool } from '../canonical/canonical-request';
import type { DroppedSettings } from '../canonical/setting-rules';
import { searchFields, searchIn } from '../canonical/web-search';
import type { WebCitation } from '../canonical/web-search';
import type { ChatAnnotation } from './chat-types';

const OPTIONS = { location: 'user_location', contextSize: 'search_context_size' } as const;

/** OpenAI's models that search the web in Chat Completions; the others refuse the field. */
const SEARCHING = /(?:^|\/)gpt-[\w.]+(?:-mini)?-search-(?:preview|api)/;

/**
 * `web_search_options` for another provider's search of the web, at the models that have it; elsewhere it is left out, by name,
 * as every other tool that runs at a provider: it would come back as a call that nobody can answer.
 * Format: https://platform.openai.com/docs/guides/tools-web-search?api-mode=chat
 */
export function searchOptions(tools: readonly Tool[], model: string, dropped: DroppedSettings): JsonObject {
  let options: JsonObject = {};
  for (const tool of tools) {
    if (tool.kind !== 'provider') continue;
    const search = SEARCHING.test(model) ? searchIn(tool) : undefined;
    if (search === undefined) {
      dropped.dropOwn(tool.at);
      continue;
    }
    const { user_location: location, ...fields } = searchFields(search, OPTIONS, dropped);
    if (!isObject(location)) {
      options = { web_search_options: fields };
      continue;
    }
    const { type, ...approximate } = location;
    options = { web_search_options: { ...fields, user_location: { type, approximate } } };
  }
  return options;
}

/**
 * A page that a text rests on, as an annotation of the message.
 * Format: https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-message-annotations
 * @param block where the block of text that cites begins and ends in the message's content
 */
export function annotation(
  { url, title, start, end }: WebCitation,
  block: { readonly from: number; readonly to: number },
): ChatAnnotation {
  const indexes = { start_index: start ?? block.from, end_index: end ?? block.to };
  return { type: 'url_citation', url_citation: { ...indexes, title, url } };
}
