import type { CacheMark } from '../canonical/content-part';

/** Whose opaque values and signatures this wire's provider understands. */
export const MAKER = 'anthropic';

/** A content block of the Messages API, to be sent. Format: https://docs.anthropic.com/en/api/messages */
export type Block = Record<string, unknown>;

/** A message of the Messages API: what one side says before the other does. */
export interface MessagesTurn {
  readonly role: 'user' | 'assistant' | 'system';
  content: Block[];
}

/** Puts a cache mark on the last block that takes one: thinking does not. */
export function markCached(blocks: readonly Block[], mark: CacheMark | undefined): void {
  if (mark === undefined) return;
  const last = blocks.findLast(({ type }) => type !== 'thinking' && type !== 'redacted_thinking');
  if (last !== undefined) last['cache_control'] = mark;
}
