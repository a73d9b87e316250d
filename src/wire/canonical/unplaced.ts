import { BREAKPOINT } from './cache-breakpoint';
import type { CanonicalRequest, Turn } from './canonical-request';
import type { ContentPart, Maker, OpaquePart, TextPart } from './content-part';
import type { DroppedSettings } from './setting-rules';

/** What a provider has a place for beside the content of turns, parts and tools. */
export interface Places {
  /** Whose own parts of earlier answers (tools that ran there) it takes back. */
  readonly maker?: Maker;
  /** The names of speakers. */
  readonly names?: boolean;
  readonly cacheMarks?: boolean;
  /** OpenAI's own cache marks. */
  readonly breakpoints?: boolean;
  /** In how much detail a picture is to be looked at. */
  readonly imageDetail?: boolean;
  /** `context` and `citations` of a document. */
  readonly documentNotes?: boolean;
  /** That the result of a tool is an error. */
  readonly resultErrors?: boolean;
}

/**
 * Names what of a request's turns and tools its provider has no place for: each kind once, because a conversation holds
 * many of them.
 * @throws GatewayError INVALID_REQUEST naming it, in strict mode
 */
export function dropUnplaced(
  { turns, tools, toolChoice }: CanonicalRequest,
  places: Places,
  dropped: DroppedSettings,
): void {
  const found = new Set<string>();
  for (const turn of turns) {
    if (turn.name !== undefined && places.names !== true) found.add('messages.name');
    if (turn.cache !== undefined && places.cacheMarks !== true) found.add('cache_control');
    for (const part of turn.parts) noteUnplaced(part, places, found);
  }
  const marked = tools.some((tool) => tool.kind === 'function' && tool.cache !== undefined);
  if (marked && places.cacheMarks !== true) found.add('cache_control');
  const choosesTool = toolChoice !== undefined && toolChoice.mode !== 'auto' && toolChoice.mode !== 'none';
  if (choosesTool && tools.length === 0) found.add('tool_choice');
  for (const name of found) dropped.dropOwn(name);
}

function noteUnplaced(part: ContentPart, places: Places, found: Set<string>): void {
  const { breakpoint, callersOwn = [] } = part;
  for (const name of callersOwn) found.add(name);
  if (breakpoint === undefined) {
    if (part.cache !== undefined && places.cacheMarks !== true) found.add('cache_control');
  } else if (places.cacheMarks !== true && places.breakpoints !== true) found.add(BREAKPOINT);
  if (part.kind === 'image' && (part.detail ?? 'auto') !== 'auto' && places.imageDetail !== true)
    found.add('detail');
  if (part.kind === 'document' && places.documentNotes !== true) {
    if (part.context !== undefined) found.add('context');
    if (part.citations?.['enabled'] === true) found.add('citations');
  }
  if (part.kind === 'text') noteText(part, places, found);
  if (part.kind === 'opaque' && part.maker !== places.maker && !isReasoning(part)) found.add(kindOf(part));
  if (part.kind !== 'tool_result') return;
  if (part.isError && places.resultErrors !== true) found.add('is_error');
  for (const inside of part.parts) noteUnplaced(inside, places, found);
}

/** Of a text that was found or cites, other providers get the words alone. */
function noteText({ citations, searchResult }: TextPart, { maker }: Places, found: Set<string>): void {
  if (citations !== undefined && citations.maker !== maker)
    found.add(citations.maker === 'openai' ? 'annotations' : 'citations');
  if (searchResult !== undefined && maker !== 'anthropic') found.add('search_result');
}

/**
 * The parts of a tool's result with the words alone of those that only another maker understands: they are named by
 * {@link dropUnplaced}.
 */
export function withoutForeign(parts: readonly ContentPart[], maker?: Maker): readonly ContentPart[] {
  return parts.flatMap((part) => {
    if (part.kind !== 'opaque' || part.maker === maker) return [part];
    return part.words === undefined ? [] : [{ kind: 'text', text: part.words, at: part.at }];
  });
}

/** Reasoning that only its maker can read: it needs no word that nobody else gets it. */
export function isReasoning({ value }: Pick<OpaquePart, 'value'>): boolean {
  const { type } = value;
  if (typeof type === 'string') return type === 'redacted_thinking' || type.startsWith('reasoning');
  return 'reasoningContent' in value || 'thoughtSignature' in value;
}

/** The kind of a part in its maker's words: its `type`, or the one field that Gemini's parts have (`executableCode`). */
function kindOf({ value }: OpaquePart): string {
  const { type } = value;
  return typeof type === 'string' ? type : (Object.keys(value)[0] ?? 'content');
}

/** Turns without cache marks, for providers that refuse them. */
export function withoutCacheMarks(turns: readonly Turn[]): readonly Turn[] {
  return turns.map((turn) => ({ ...turn, cache: undefined, parts: turn.parts.map(unmarked) }));
}

function unmarked(part: ContentPart): ContentPart {
  if (part.kind === 'tool_result') return { ...part, cache: undefined, parts: part.parts.map(unmarked) };
  return { ...part, cache: undefined };
}
