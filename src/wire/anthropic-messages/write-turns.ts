import { FittedNames } from '../canonical/fitted-names';
import type { Turn } from '../canonical/canonical-request';
import type { ContentPart, ToolResultPart } from '../canonical/content-part';
import { GO_ON } from '../canonical/going-on';
import { markedInstruction } from '../canonical/marked-instructions';
import type { DroppedSettings } from '../canonical/setting-rules';
import { FAILED_SILENTLY } from '../canonical/tool-text';
import { withoutForeign } from '../canonical/unplaced';
import { nothingToAnswer } from '../canonical/nothing-to-answer';
import { MAKER, markCached } from './blocks';
import type { Block, MessagesTurn } from './blocks';
import { isThinkingBlock } from './bound-thinking';
import { CALL_ID_FORM } from './call-id-form';
import type { ModelTraits } from './model-traits';
import { assistantBlocks } from './write-assistant';
import { contentBlocks } from './write-content';

/** A conversation in the form of the Messages API. */
interface Conversation {
  readonly system: readonly Block[];
  readonly turns: readonly MessagesTurn[];
}

/**
 * Maps the turns. Instructions in front of the conversation are the field `system`; later ones keep their place, so that the
 * prefix which the provider has cached stays what it was. Neighbours of one role are merged, with tool results before
 * everything else of their turn; turns without any content are left out. Instructions alone, which are refused, are what
 * the user says.
 * Format: https://docs.anthropic.com/en/api/messages#body-messages
 * @throws GatewayError INVALID_REQUEST naming content that cannot be mapped, or when there is nothing in any turn
 */
export function writeTurns(
  given: readonly Turn[],
  traits: ModelTraits,
  dropped: DroppedSettings,
): Conversation {
  const system: Block[] = [];
  const ids = new FittedNames(CALL_ID_FORM);
  const said: MessagesTurn[] = [];
  for (const turn of given) {
    const blocks = blocksOf(turn, ids, dropped);
    markCached(blocks, turn.cache);
    if (turn.role !== 'instructions') add(said, turn.role, blocks);
    else if (said.length === 0) for (const block of blocks) system.push(block);
    else add(said, 'system', blocks);
  }
  if (said.length === 0) {
    if (system.length === 0) throw nothingToAnswer();
    return { system: [], turns: [{ role: 'user', content: system }] };
  }
  const turns = withInstructionsPlaced(said, traits);
  for (const turn of turns) resultsFirst(turn);
  trimPrefill(turns);
  if (!endsWell(turns, traits)) turns.push({ role: 'user', content: [{ type: 'text', text: GO_ON }] });
  return { system, turns };
}

function blocksOf({ role, parts }: Turn, ids: FittedNames, dropped: DroppedSettings): Block[] {
  if (role === 'assistant') return assistantBlocks(parts, ids, dropped);
  return parts.flatMap((part) =>
    part.kind === 'tool_result' ? [toolResult(part, ids)] : contentBlocks([part]),
  );
}

function add(turns: MessagesTurn[], role: MessagesTurn['role'], blocks: Block[]): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  if (last?.role !== role) {
    turns.push({ role, content: blocks });
    return;
  }
  for (const block of blocks) last.content.push(block);
}

/**
 * Instructions amid the conversation: in their own role where the model has it and the place is one that it takes (behind a
 * user's turn, and before an answer or at the end), else said by the user, marked as what they are.
 * Format: https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages (placement rules)
 */
function withInstructionsPlaced(said: readonly MessagesTurn[], traits: ModelTraits): MessagesTurn[] {
  const turns: MessagesTurn[] = [];
  for (const [index, { role, content }] of said.entries()) {
    const placeable = turns.at(-1)?.role === 'user' && said[index + 1]?.role !== 'user';
    if (role !== 'system') add(turns, role, content);
    else if (traits.systemInMessages && placeable) turns.push({ role, content });
    else add(turns, 'user', content.map(marked));
  }
  return turns;
}

function marked(block: Block): Block {
  return typeof block['text'] === 'string' ? { ...block, text: markedInstruction(block['text']) } : block;
}

/** Results that are not the first of their turn are refused. */
function resultsFirst(turn: MessagesTurn): void {
  const isResult = ({ type }: Block): boolean => type === 'tool_result';
  const results = turn.content.filter(isResult);
  if (results.length === 0) return;
  turn.content = [...results, ...turn.content.filter((block) => !isResult(block))];
}

/** A cache mark inside a result is the result's. */
function toolResult({ callId, parts, isError, cache }: ToolResultPart, ids: FittedNames): Block {
  const mark = cache ?? parts.find((part) => part.cache !== undefined)?.cache;
  const own = withoutForeign(parts, MAKER);
  const blocks = contentBlocks(own.map((part): ContentPart => ({ ...part, cache: undefined })));
  const [only] = blocks;
  const said = blocks.length === 1 && only?.['type'] === 'text' ? only['text'] : blocks;
  const content = blocks.length === 0 && isError ? FAILED_SILENTLY : said;
  return {
    type: 'tool_result',
    tool_use_id: ids.of(callId),
    ...(content === blocks && blocks.length === 0 ? {} : { content }),
    ...(isError ? { is_error: true } : {}),
    ...(mark === undefined ? {} : { cache_control: mark }),
  };
}

/**
 * Whether a conversation may end as it does. A thought is the beginning of no answer: models that take one refuse it there
 * too ("The final block in an assistant message cannot be `thinking`").
 */
function endsWell(turns: readonly MessagesTurn[], { prefill }: ModelTraits): boolean {
  const last = turns.at(-1);
  if (last?.role !== 'assistant') return true;
  const block = last.content.at(-1);
  return prefill && block !== undefined && !isThinkingBlock(block);
}

/** An assistant's message at the end is the beginning of the answer; blanks at its end are refused. */
function trimPrefill(turns: readonly MessagesTurn[]): void {
  const last = turns.at(-1);
  const block = last?.role === 'assistant' ? last.content.at(-1) : undefined;
  if (block?.['type'] === 'text' && typeof block['text'] === 'string')
    block['text'] = block['text'].trimEnd();
}
