import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { lookup } from '../../json/lookup';
import type { Tool, ToolChoice } from './canonical-request';
import { isSet } from './own-options';
import type { DroppedSettings } from './setting-rules';

/** What a caller may set of a search of the web. */
export type SearchOption = 'allowedDomains' | 'blockedDomains' | 'location' | 'maxUses' | 'contextSize';

/** A tool by which a model's provider searches the web, no matter in whose form the caller declared it. */
export interface SearchTool {
  readonly options: Readonly<Partial<Record<SearchOption, Told>>>;
  /** Paths of what was set besides, and has no counterpart elsewhere. */
  readonly others: readonly string[];
}

interface Told {
  readonly value: unknown;
  /** The option's path in the caller's request. */
  readonly at: string;
}

/** A search that a provider has made. */
export interface MadeSearch {
  readonly queries: readonly string[];
  /** The pages that it found, where the provider tells. */
  readonly sources: readonly WebSource[];
}

/** A page of the web. */
export interface WebSource {
  readonly url: string;
  readonly title: string;
}

/** A page, which is called as its address where it has no title. */
export function webSource(url: string, title: unknown): WebSource {
  return { url, title: typeof title === 'string' && title !== '' ? title : url };
}

/** A page that a text rests on. */
export interface WebCitation extends WebSource {
  /**
   * The text that rests on it, from the first UTF-16 unit to the one after the last, counted in all texts of the answer; both
   * undefined where it is the whole block of text that is open.
   */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

type ProviderTool = Extract<Tool, { kind: 'provider' }>;

/** Names of the options in the forms of the three makers; `user_location` is an object of the same fields in two of them. */
const NAMES = lookup<SearchOption>({
  allowed_domains: 'allowedDomains',
  blocked_domains: 'blockedDomains',
  excludeDomains: 'blockedDomains',
  exclude_domains: 'blockedDomains',
  user_location: 'location',
  max_uses: 'maxUses',
  search_context_size: 'contextSize',
});
const GOOGLE = ['googleSearch', 'google_search', 'googleSearchRetrieval', 'google_search_retrieval'];

/**
 * Reads a tool of a provider's own as a search of the web; undefined for any other tool, and for a search that must not leave
 * its provider's index (`external_web_access: false`).
 * Formats: https://platform.openai.com/docs/guides/tools-web-search,
 * https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/web-search-tool, https://ai.google.dev/api/caching#GoogleSearch
 */
export function searchIn(tool: ProviderTool): SearchTool | undefined {
  const { maker, value, at } = tool;
  if (maker === 'google') {
    const [name, ...others] = Object.keys(value);
    if (name === undefined || others.length > 0 || !GOOGLE.includes(name)) return undefined;
    const set = value[name];
    return told(isObject(set) ? set : {}, `${at}.${name}`);
  }
  const { type, name: _name, filters, external_web_access: live, ...rest } = value;
  if (typeof type !== 'string' || !SEARCHES.test(type) || live === false) return undefined;
  const fields = told(rest, at);
  if (!isObject(filters)) return fields;
  const filtered = told(filters, `${at}.filters`);
  return {
    options: { ...fields.options, ...filtered.options },
    others: [...fields.others, ...filtered.others],
  };
}

/** `web_search`, `web_search_preview` and their dated forms. */
const SEARCHES = /^web_search(?:_preview)?(?:_[\d_]+)?$/;

/** Reads Chat Completions' `web_search_options`; undefined where the caller did not ask for a search. */
export function searchOfOptions(own: JsonObject): SearchTool | undefined {
  const at = 'web_search_options';
  const given = own[at] ?? false;
  if (given === false) return undefined;
  const { user_location: location, ...rest } = isObject(given) ? given : {};
  const approximate = isObject(location) ? location['approximate'] : undefined;
  return told({ ...rest, ...(isObject(approximate) ? { user_location: approximate } : {}) }, at);
}

function told(fields: JsonObject, at: string): SearchTool {
  const options: Partial<Record<SearchOption, Told>> = {};
  const others: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (!isSet(value)) continue;
    const option = NAMES[name];
    if (option !== undefined) options[option] = { value, at: `${at}.${name}` };
    // A mark of the cache is named with the others of the request.
    else if (name !== 'cache_control') others.push(`${at}.${name}`);
  }
  return { options, others };
}

/**
 * The options that a provider has, by its own names; what it has not is dropped by name.
 * @param names the provider's names of those that it has
 */
export function searchFields(
  { options, others }: SearchTool,
  names: Readonly<Partial<Record<SearchOption, string>>>,
  dropped: DroppedSettings,
): JsonObject {
  const fields: Record<string, unknown> = {};
  for (const [option, { value, at }] of Object.entries(options) as [SearchOption, Told][]) {
    const name = names[option];
    if (name === undefined) {
      // The size that is usual says nothing.
      if (option !== 'contextSize' || value !== 'medium') dropped.dropOwn(at);
    } else if (option === 'location' && isObject(value)) fields[name] = { type: 'approximate', ...value };
    else fields[name] = value;
  }
  for (const other of others) dropped.dropOwn(other);
  return fields;
}

/** Whether the choice among the tools names the search. */
export function choosesSearch(tools: readonly Tool[], choice: ToolChoice | undefined): boolean {
  if (choice?.mode !== 'named' || choice.name !== SEARCH_NAME) return false;
  return !tools.some((tool) => tool.kind !== 'provider' && tool.name === SEARCH_NAME);
}

/**
 * The choice among the tools for a provider that cannot be made to use a tool of its own: one that names the search, or another
 * tool that is no function, is dropped by name.
 */
export function choiceWithoutSearch(
  tools: readonly Tool[],
  choice: ToolChoice | undefined,
  dropped: DroppedSettings,
): ToolChoice | undefined {
  if (!choosesSearch(tools, choice) && !choosesOwn(tools, choice)) return choice;
  dropped.dropOwn('tool_choice');
  return undefined;
}

function choosesOwn(tools: readonly Tool[], choice: ToolChoice | undefined): boolean {
  if (choice?.mode !== 'named') return false;
  const { name } = choice;
  if (tools.some((tool) => tool.kind !== 'provider' && tool.name === name)) return false;
  return tools.some((tool) => tool.kind === 'provider' && tool.value['name'] === name);
}

/** By this name a caller chooses the search. */
export const SEARCH_NAME = 'web_search';

/**
 * A citation of a page of the web in the form of Anthropic or OpenAI; undefined for one of another kind.
 * Formats: https://docs.anthropic.com/en/docs/build-with-claude/citations#response-structure,
 * https://platform.openai.com/docs/api-reference/chat/object#chat-object-choices-message-annotations
 * @param offset where in the answer's texts the one begins that the citation's indexes count in
 */
export function webCitation(value: unknown, offset: number): WebCitation[] {
  if (!isObject(value)) return [];
  const { url_citation: inner } = value;
  const { url, title, start_index: start, end_index: end } = isObject(inner) ? inner : value;
  if (typeof url !== 'string') return [];
  const source = webSource(url, title);
  if (typeof start !== 'number' || typeof end !== 'number') return [source];
  return [{ ...source, start: offset + start, end: offset + end }];
}
