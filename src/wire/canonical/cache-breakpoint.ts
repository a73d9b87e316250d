import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { Turn } from './canonical-request';
import type { CacheMark, ContentPart } from './content-part';

/** The name of OpenAI's mark on a part. */
export const BREAKPOINT = 'prompt_cache_breakpoint';

/** Both OpenAI's and Anthropic's caches write no more of them in a request; Anthropic's refuses more. */
const MAX_MARKS = 4;

/**
 * A part with the mark that OpenAI's callers set on it.
 * Source: https://developers.openai.com/api/docs/guides/prompt-caching
 * @param given the part as the caller wrote it
 */
export function withBreakpoint(part: ContentPart, given: JsonObject): ContentPart {
  const breakpoint = given[BREAKPOINT];
  return isObject(breakpoint) ? { ...part, breakpoint } : part;
}

/**
 * Turns whose last breakpoints are cache marks too, for the providers that have those. OpenAI's lifetimes (`30m`, `12h`) are
 * the least that a caller asks for: with one of them every mark has the longer of Anthropic's.
 * @param options the request's `prompt_cache_options`
 */
export function markedByBreakpoints(turns: readonly Turn[], options: unknown): readonly Turn[] {
  const marked = turns.flatMap(({ parts }) => withBreakpoints(parts));
  if (marked.length === 0) return turns;
  const asksLonger = [options, ...marked.map(({ breakpoint }) => breakpoint)].some(
    (asked) => isObject(asked) && typeof asked['ttl'] === 'string',
  );
  const mark: CacheMark = { type: 'ephemeral', ...(asksLonger ? { ttl: '1h' } : {}) };
  const last = new Set(marked.slice(-MAX_MARKS));
  return turns.map((turn) => ({ ...turn, parts: turn.parts.map((part) => cached(part, last, mark)) }));
}

function withBreakpoints(parts: readonly ContentPart[]): readonly ContentPart[] {
  return parts.flatMap((part) => [
    ...(part.kind === 'tool_result' ? withBreakpoints(part.parts) : []),
    ...(part.breakpoint === undefined ? [] : [part]),
  ]);
}

function cached(part: ContentPart, last: ReadonlySet<ContentPart>, mark: CacheMark): ContentPart {
  const own = last.has(part) ? { ...part, cache: part.cache ?? mark } : part;
  if (own.kind !== 'tool_result') return own;
  return { ...own, parts: own.parts.map((inside) => cached(inside, last, mark)) };
}
