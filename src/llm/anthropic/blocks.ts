import { parseExactObject } from '../../json/exact-json';

/** A content block of the Messages API, to be sent. Format: https://docs.anthropic.com/en/api/messages */
export type Block = Record<string, unknown>;

/** A message of the Messages API: what one side says before the other does. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  content: Block[];
}

/** The id under which a tool's call and its result are sent: other providers' ids hold signs that are refused here. */
export function toolId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, '_');
}

/** Puts `cache_control` on the last block that takes one: thinking does not. */
export function markCached(blocks: readonly Block[], cacheControl: unknown): void {
  if (cacheControl === undefined || cacheControl === null) return;
  const last = blocks.findLast(({ type }) => type !== 'thinking' && type !== 'redacted_thinking');
  if (last !== undefined) last['cache_control'] = cacheControl;
}

/**
 * A tool's arguments as the object that is demanded. What is none is wrapped, as the provider advises, so that the model
 * sees its mistake.
 * Format: https://docs.anthropic.com/en/docs/agents-and-tools/tool-use/fine-grained-tool-streaming
 */
export function toolInput(json: string): unknown {
  if (json.trim() === '') return {};
  return parseExactObject(json) ?? { INVALID_JSON: json };
}
