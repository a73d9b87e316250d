import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { listIn } from '../../json/list-in';
import type { CanonicalRequest, Tool } from '../canonical/canonical-request';
import { codeExecutionIn } from '../canonical/code-execution';
import type { DroppedSettings } from '../canonical/setting-rules';
import { webFetchIn } from '../canonical/web-fetch';
import { searchFields, searchIn, searchOfOptions, webSource } from '../canonical/web-search';
import type { MadeSearch, SearchTool, WebCitation, WebSource } from '../canonical/web-search';

/** A tool that Google runs, as it is; one of another provider of which Google has not the like is left out, by name. */
export function ownTool(tool: Tool, dropped: DroppedSettings): JsonObject[] {
  if (tool.kind !== 'provider') return [];
  if (tool.maker === 'google') return [tool.value];
  if ((searchIn(tool) ?? codeExecutionIn(tool) ?? webFetchIn(tool)) === undefined) dropped.dropOwn(tool.at);
  return [];
}

/**
 * Another provider's search of the web as Google's, which takes none of its options at the Gemini API.
 * Format: https://ai.google.dev/api/caching#GoogleSearch
 * @param barred whether the model refuses it beside the request's functions
 */
export function searchAsked(
  { tools, settings }: CanonicalRequest,
  barred: boolean,
  dropped: DroppedSettings,
): JsonObject | undefined {
  const found = [searchOfOptions(settings.own)].flatMap((search) =>
    search === undefined ? [] : [{ search, at: 'web_search_options' }],
  );
  for (const tool of tools) {
    const search = tool.kind === 'provider' && tool.maker !== 'google' ? searchIn(tool) : undefined;
    if (search !== undefined) found.push({ search, at: tool.at });
  }
  const [first] = found;
  if (first === undefined) return undefined;
  if (barred) {
    for (const { at } of found) dropped.dropOwn(at);
    return undefined;
  }
  return searchTool(first.search, dropped);
}

function searchTool(search: SearchTool, dropped: DroppedSettings): JsonObject {
  return { googleSearch: searchFields(search, {}, dropped) };
}

/** Tools after whose runs an answer tells what it rests on: searches of the web and of files, `googleMaps`, `urlContext`, `retrieval`. */
const GROUNDING_TOOL = /search|maps|url_?context|retrieval/i;

/** Whether a request has Google look anything up. @param body of `generateContent` */
export function searches({ tools }: JsonObject): boolean {
  return (
    Array.isArray(tools) &&
    tools.some((tool) => isObject(tool) && Object.keys(tool).some((name) => GROUNDING_TOOL.test(name)))
  );
}

/**
 * What was searched for: each query once, without the empty ones that are among them. Google bills them so
 * (https://ai.google.dev/gemini-api/docs/google-search#pricing).
 */
export function madeQueries({ webSearchQueries: queries }: JsonObject): readonly string[] {
  const texts = listIn(queries).filter((query) => typeof query === 'string');
  return [...new Set(texts)].filter((query) => query !== '');
}

/**
 * A search that Google made; undefined where the answer rests on none.
 * Format: https://ai.google.dev/api/generate-content#GroundingMetadata
 * @param isFetched whether its pages are those that it was given the addresses of, unless it searched too
 */
export function madeSearch(grounding: unknown, isFetched: boolean): MadeSearch | undefined {
  if (!isObject(grounding)) return undefined;
  const queries = madeQueries(grounding);
  if (queries.length === 0 && isFetched) return undefined;
  const sources = sourcesOf(grounding, ['web']).filter((source) => source !== undefined);
  return queries.length + sources.length === 0 ? undefined : { queries, sources };
}

/**
 * The pages that the parts of an answer rest on. Google counts in bytes, and mostly in parts of its own: where the part's words do
 * not be there they say themselves where it is.
 * @param text all texts of the answer; the whole of it rests on a page where a part is not found in it
 */
export function groundedCitations(grounding: unknown, text: string): WebCitation[] {
  if (!isObject(grounding)) return [];
  const sources = sourcesOf(grounding, CITED);
  const bytes = Buffer.from(text);
  let from = 0;
  return listIn(grounding['groundingSupports']).flatMap((support): WebCitation[] => {
    if (!isObject(support)) return [];
    const { segment, groundingChunkIndices: indexes } = support;
    const { text: told, startIndex } = isObject(segment) ? segment : {};
    const words = typeof told === 'string' ? told : '';
    const at = typeof startIndex === 'number' ? bytes.toString('utf8', 0, startIndex).length : 0;
    const isThere = at > 0 && text.startsWith(words, at);
    const start = words === '' ? -1 : isThere ? at : text.indexOf(words, from);
    if (start >= 0) from = start;
    const place = start < 0 ? {} : { start, end: start + words.length };
    return listIn(indexes).flatMap((index) => {
      const source = typeof index === 'number' ? sources[index] : undefined;
      return source === undefined ? [] : [{ ...source, ...place }];
    });
  });
}

/** What has an address: pages of the web, places of Google Maps, documents of a store. */
const CITED = ['web', 'maps', 'retrievedContext'] as const;

/** By their index; undefined for others. */
function sourcesOf(
  grounding: JsonObject,
  kinds: readonly (typeof CITED)[number][],
): readonly (WebSource | undefined)[] {
  return listIn(grounding['groundingChunks']).map((chunk) => {
    if (!isObject(chunk)) return undefined;
    const { uri, title } = kinds.map((kind) => chunk[kind]).find(isObject) ?? {};
    if (typeof uri !== 'string' || !/^https?:/i.test(uri)) return undefined;
    return webSource(uri, title);
  });
}

/** What other providers searched for and cite, as `groundingMetadata`. */
export class Grounding {
  readonly #queries: string[] = [];
  readonly #sources: WebSource[] = [];
  /** Where in the list each address is. */
  readonly #places = new Map<string, number>();
  readonly #supports: JsonObject[] = [];

  search({ queries, sources }: MadeSearch): void {
    for (const query of queries) this.#queries.push(query);
    for (const source of sources) this.#indexOf(source);
  }

  /**
   * @param text the block of text that is open
   * @param from UTF-16 units of the answer's texts before it
   * @param place which of the parts it is, and its first byte there
   */
  cite(
    { start, end, ...source }: WebCitation,
    text: string,
    from: number,
    place: { readonly partIndex?: number; readonly firstByte: number },
  ): void {
    const first = Math.max((start ?? from) - from, 0);
    const words = text.slice(first, end === undefined ? undefined : Math.max(end - from, first));
    const startIndex = place.firstByte + Buffer.byteLength(text.slice(0, first));
    const segment = {
      ...(place.partIndex === undefined ? {} : { partIndex: place.partIndex }),
      startIndex,
      endIndex: startIndex + Buffer.byteLength(words),
      text: words,
    };
    this.#supports.push({ segment, groundingChunkIndices: [this.#indexOf(source)] });
  }

  /** The field of a candidate; none where nothing was searched for and nothing is cited. */
  get field(): JsonObject {
    if (this.#queries.length + this.#sources.length === 0) return {};
    return {
      groundingMetadata: {
        ...(this.#queries.length > 0 && { webSearchQueries: this.#queries }),
        groundingChunks: this.#sources.map(({ url, title }) => ({ web: { uri: url, title } })),
        ...(this.#supports.length > 0 && { groundingSupports: this.#supports }),
      },
    };
  }

  #indexOf({ url, title }: WebSource): number {
    const known = this.#places.get(url);
    if (known === undefined) {
      const place = this.#sources.push({ url, title }) - 1;
      this.#places.set(url, place);
      return place;
    }
    // A page that was found has its address for a title where a provider tells none; who cites it tells it.
    if (title !== url) this.#sources[known] = { url, title };
    return known;
  }
}
