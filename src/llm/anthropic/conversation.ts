import { isObject } from '../../body/json-object';
import { nothingToAnswer } from '../canonical/chat-request';
import type { ChatMessage, ChatRequest } from '../canonical/chat-request';
import { assistantBlocks } from './assistant-turn';
import { markCached, toolId } from './blocks';
import type { Block, Turn } from './blocks';
import { contentBlocks } from './user-content';

/** A conversation in the form of the Messages API. */
interface Conversation {
  readonly system: readonly Block[];
  /** User and assistant in turn. */
  readonly turns: readonly Turn[];
}

/**
 * Maps the messages: system messages are taken out to the front, wherever they stand; neighbours of one role are merged,
 * with tool results before everything else of their turn; messages without any content are left out. System messages
 * alone, which are refused, are what the user says.
 * Format: https://docs.anthropic.com/en/api/messages#body-messages
 * @throws GatewayError INVALID_REQUEST naming content that cannot be mapped, or when there is none
 */
export function conversation(request: ChatRequest): Conversation {
  const system: Block[] = [];
  const turns: Turn[] = [];
  for (const [index, message] of request.messages.entries()) {
    const at = `messages.${index}`;
    const cacheControl = fieldOfMessage(request, index, 'cache_control');
    if (message.role === 'system') {
      const blocks = contentBlocks(message.parts, `${at}.content`);
      markCached(blocks, cacheControl);
      system.push(...blocks);
    } else if (message.role === 'assistant') {
      add(turns, 'assistant', assistantBlocks(message, at, cacheControl));
    } else if (message.role === 'tool') {
      add(turns, 'user', [toolResult(message, at, cacheControl)]);
    } else {
      const blocks = contentBlocks(message.parts, `${at}.content`);
      markCached(blocks, cacheControl);
      add(turns, 'user', blocks);
    }
  }
  if (turns.length === 0) {
    if (system.length === 0) throw nothingToAnswer();
    return { system: [], turns: [{ role: 'user', content: system }] };
  }
  for (const turn of turns) resultsFirst(turn);
  trimPrefill(turns);
  return { system, turns };
}

function add(turns: Turn[], role: Turn['role'], blocks: Block[]): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  if (last?.role !== role) {
    turns.push({ role, content: blocks });
    return;
  }
  for (const block of blocks) last.content.push(block);
}

/** Results that do not stand first in their turn are refused. */
function resultsFirst(turn: Turn): void {
  const isResult = ({ type }: Block): boolean => type === 'tool_result';
  const results = turn.content.filter(isResult);
  if (results.length === 0) return;
  turn.content = [...results, ...turn.content.filter((block) => !isResult(block))];
}

function toolResult(
  message: Extract<ChatMessage, { role: 'tool' }>,
  at: string,
  cacheControl: unknown,
): Block {
  const blocks = contentBlocks(message.parts, `${at}.content`);
  const cached =
    cacheControl ?? blocks.find((block) => block['cache_control'] !== undefined)?.['cache_control'];
  for (const block of blocks) delete block['cache_control'];
  const [only] = blocks;
  const content = blocks.length === 1 && only?.['type'] === 'text' ? only['text'] : blocks;
  return {
    type: 'tool_result',
    tool_use_id: toolId(message.toolCallId),
    ...(blocks.length === 0 ? {} : { content }),
    ...(message.source['is_error'] === true ? { is_error: true } : {}),
    ...(cached === undefined ? {} : { cache_control: cached }),
  };
}

/** An assistant's message at the end is the beginning of the answer; blanks at its end are refused. */
function trimPrefill(turns: Turn[]): void {
  const last = turns.at(-1);
  const block = last?.role === 'assistant' ? last.content.at(-1) : undefined;
  if (block?.['type'] === 'text' && typeof block['text'] === 'string')
    block['text'] = block['text'].trimEnd();
}

function fieldOfMessage({ body }: ChatRequest, index: number, name: string): unknown {
  const messages = body['messages'];
  const message: unknown = Array.isArray(messages) ? messages[index] : undefined;
  return isObject(message) ? (message[name] ?? undefined) : undefined;
}
