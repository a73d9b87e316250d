import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { ModelTraits } from './model-traits';

/** The beta that opens `thinking.block_binding`. */
const BINDING_BETA = 'thinking-binding-controls-2026-08-01';
/** Thinking before which something has changed is left out by the provider, where it would refuse the whole request. */
const UNBOUND: JsonObject = { prefix_mismatch_behavior: 'drop_block' };

const THINKING: ReadonlySet<unknown> = new Set(['thinking', 'redacted_thinking']);

/** Messages of the request, in the form of its wire. */
interface Said<Turn> {
  /** What the request says of thinking. */
  readonly asked: JsonObject | undefined;
  readonly turns: readonly Turn[];
  readonly traits: ModelTraits;
  /** Whether a block is what was thought. */
  readonly isThinking: (block: JsonObject) => boolean;
}

/** What of thinking a request has. */
interface SentThinking<Turn> {
  /** The field `thinking`. */
  readonly thinking: JsonObject | undefined;
  readonly turns: readonly Turn[];
  readonly betas: readonly string[];
}

/**
 * Frees earlier thinking from the conversation before it, for models that refuse a request in which that has changed. Callers of
 * other wires know nothing of that: their tools, instructions and earlier turns change as they like. Beside thinking that is
 * switched off nothing can free it, and it is left out.
 * Format: https://platform.claude.com/docs/en/build-with-claude/preserved-thinking#preserved-thinking-controls,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-thinking-block-binding.html
 */
export function sentThinking<Turn extends { readonly content: readonly JsonObject[] }>(
  said: Said<Turn>,
): SentThinking<Turn> {
  const { asked, turns, traits, isThinking } = said;
  const comesBack = traits.boundThinking && turns.some(({ content }) => content.some(isThinking));
  if (!comesBack) return { thinking: asked, turns, betas: [] };
  const thinking = unbound(asked);
  return thinking === undefined
    ? { thinking: asked, turns: withoutThinking(said), betas: [] }
    : { thinking, turns, betas: [BINDING_BETA] };
}

/** Whether a block of the Messages API is what was thought. */
export function isThinkingBlock({ type }: JsonObject): boolean {
  return THINKING.has(type);
}

/** Where a request says nothing of it these models think adaptively. Undefined where thinking is switched off. */
function unbound(asked: JsonObject = { type: 'adaptive' }): JsonObject | undefined {
  const { type, block_binding: given } = asked;
  if (type !== 'adaptive' && type !== 'enabled') return undefined;
  return isObject(given) ? asked : { ...asked, block_binding: UNBOUND };
}

function withoutThinking<Turn extends { readonly content: readonly JsonObject[] }>({
  turns,
  isThinking,
}: Said<Turn>): readonly Turn[] {
  return turns.flatMap((turn) => {
    const content = turn.content.filter((block) => !isThinking(block));
    return content.length === 0 ? [] : [{ ...turn, content }];
  });
}
