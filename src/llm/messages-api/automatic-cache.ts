import { listIn } from '../../json/list-in';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/** Blocks that take no mark. */
const UNMARKED: ReadonlySet<unknown> = new Set(['thinking', 'redacted_thinking']);

/**
 * Messages with a cache mark on the last block that can have one, as Anthropic puts it where a request has the mark itself.
 * Source: https://platform.claude.com/docs/en/build-with-claude/prompt-caching#automatic-caching
 * @returns the same list where that block is marked; undefined where no block can have one
 */
export function withLastMarked(messages: readonly unknown[], mark: unknown): readonly unknown[] | undefined {
  for (const [index, message] of [...messages.entries()].reverse()) {
    if (!isObject(message)) continue;
    const { content } = message;
    const blocks: readonly unknown[] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : listIn(content);
    const last = blocks.findLastIndex(takesMark);
    const block = blocks[last];
    if (!isObject(block)) continue;
    if (isObject(block['cache_control'])) return messages;
    const marked: JsonObject = { ...block, cache_control: mark };
    return messages.with(index, { ...message, content: blocks.with(last, marked) });
  }
  return undefined;
}

function takesMark(block: unknown): boolean {
  if (!isObject(block) || UNMARKED.has(block['type'])) return false;
  const { type, text } = block;
  return type !== 'text' || (typeof text === 'string' && text.trim() !== '');
}
