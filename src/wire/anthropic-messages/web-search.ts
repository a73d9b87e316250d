import { randomUUID } from 'node:crypto';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { Tool } from '../canonical/canonical-request';
import { codeExecutionIn } from '../canonical/code-execution';
import type { DroppedSettings } from '../canonical/setting-rules';
import { webFetchIn } from '../canonical/web-fetch';
import { SEARCH_NAME, searchFields, searchIn, searchOfOptions } from '../canonical/web-search';
import type { MadeSearch, SearchTool, WebCitation } from '../canonical/web-search';
import { MAKER } from './blocks';
import { CODE_TOOL } from './code-execution';
import { FOREIGN_ID } from './foreign-runs';
import { FETCH_TOOL } from './web-fetch';

const OPTIONS = {
  allowedDomains: 'allowed_domains',
  blockedDomains: 'blocked_domains',
  location: 'user_location',
  maxUses: 'max_uses',
} as const;

/**
 * Chat Completions' `web_search_options` as the tool by which Claude searches. How much of the found goes into the context is
 * not to be set, and is dropped.
 */
export function searchTools(own: JsonObject, dropped: DroppedSettings): readonly Tool[] {
  const search = searchOfOptions(own);
  return search === undefined ? [] : [searchTool(search, 'web_search_options', dropped)];
}

/** Another provider's tool in Claude's form: its search of the web, what runs code or reads pages; undefined where there is no counterpart. */
export function ownTool(
  tool: Extract<Tool, { kind: 'provider' }>,
  dropped: DroppedSettings,
): Tool | undefined {
  if (tool.maker === MAKER) return tool;
  const search = searchIn(tool);
  if (search !== undefined) return searchTool(search, tool.at, dropped);
  const code = codeExecutionIn(tool);
  const others = code ?? webFetchIn(tool);
  for (const other of others ?? [tool.at]) dropped.dropOwn(other);
  if (others === undefined) return undefined;
  return { ...tool, maker: MAKER, value: code === undefined ? FETCH_TOOL : CODE_TOOL };
}

/** Format: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/web-search-tool */
function searchTool(search: SearchTool, at: string, dropped: DroppedSettings): Tool {
  const fields = searchFields(search, OPTIONS, dropped);
  // The API takes one of the two lists.
  if (fields['allowed_domains'] !== undefined && fields['blocked_domains'] !== undefined) {
    dropped.dropOwn(search.options.blockedDomains?.at ?? at);
    return provided({ ...fields, blocked_domains: undefined }, at);
  }
  return provided(fields, at);
}

function provided(fields: JsonObject, at: string): Tool {
  const value = { type: 'web_search_20250305', name: SEARCH_NAME, ...fields };
  return { kind: 'provider', maker: MAKER, value, at };
}

/** A search that Claude made. @param block `web_search_tool_result` */
export function madeSearch({ content }: JsonObject, query: string | undefined): MadeSearch {
  const found = objectsIn(content);
  return {
    queries: query === undefined ? [] : [query],
    sources: found.flatMap(({ url, title }) =>
      typeof url === 'string' ? [{ url, title: typeof title === 'string' ? title : url }] : [],
    ),
  };
}

/** A search that another provider made, as Claude's blocks. What Claude encrypts is empty in them. */
export function searchBlocks({
  queries,
  sources,
}: MadeSearch): readonly [use: JsonObject, result: JsonObject] {
  const id = `${FOREIGN_ID}${randomUUID().replaceAll('-', '')}`;
  const content = sources.map(({ url, title }) => ({
    type: 'web_search_result',
    url,
    title,
    encrypted_content: '',
    page_age: null,
  }));
  const caller = { type: 'direct' };
  return [
    { type: 'server_tool_use', id, name: SEARCH_NAME, input: { query: queries.join('; ') }, caller },
    { type: 'web_search_tool_result', tool_use_id: id, content, caller },
  ];
}

/** A page that another provider cited, as Claude's citation. */
export function citationOf({ url, title }: WebCitation): JsonObject {
  return { type: 'web_search_result_location', url, title, encrypted_index: '', cited_text: '' };
}

/** Whether a citation is of a page that another provider found. */
export function isForeignCitation(citation: unknown): boolean {
  return (
    isObject(citation) &&
    citation['type'] === 'web_search_result_location' &&
    citation['encrypted_index'] === ''
  );
}
