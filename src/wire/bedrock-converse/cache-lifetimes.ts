import type { CanonicalRequest, Tool } from '../canonical/canonical-request';
import type { CacheMark, ContentPart } from '../canonical/content-part';
import type { DroppedSettings } from '../canonical/setting-rules';

/** A request whose cache marks have no lifetime, for models that refuse one; a longer one than the usual is named. */
export function withoutLifetimes(request: CanonicalRequest, dropped: DroppedSettings): CanonicalRequest {
  const found = new Set<string>();
  const usual = (mark: CacheMark | undefined): CacheMark | undefined => {
    if (mark?.ttl === undefined) return mark;
    if (mark.ttl !== '5m') found.add('cache_control.ttl');
    return { ...mark, ttl: undefined };
  };
  const partWith = (part: ContentPart): ContentPart =>
    part.kind === 'tool_result'
      ? { ...part, cache: usual(part.cache), parts: part.parts.map(partWith) }
      : { ...part, cache: usual(part.cache) };
  const toolWith = (tool: Tool): Tool =>
    tool.kind === 'function' ? { ...tool, cache: usual(tool.cache) } : tool;
  const turns = request.turns.map((turn) => ({
    ...turn,
    cache: usual(turn.cache),
    parts: turn.parts.map(partWith),
  }));
  const tools = request.tools.map(toolWith);
  for (const name of found) dropped.dropOwn(name);
  return { ...request, turns, tools };
}
