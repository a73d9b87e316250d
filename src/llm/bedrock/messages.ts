import { createHash } from 'node:crypto';
import type { JsonObject } from '../../body/json-object';
import { nothingToAnswer } from '../canonical/chat-request';
import type { ChatMessage } from '../canonical/chat-request';
import { assistantBlocks } from './assistant-turn';
import { cachePoint, withCachePoint } from './cache-point';
import { ContentBlocks } from './content-blocks';
import type { ModelTraits } from './model-traits';

/** A turn of a conversation: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html */
export interface ConverseMessage {
  readonly role: 'user' | 'assistant';
  readonly content: JsonObject[];
}

/** A conversation as the Converse API takes it. */
export interface Conversation {
  readonly system: readonly JsonObject[];
  readonly messages: readonly ConverseMessage[];
  /** The tools that earlier answers called. */
  readonly toolsCalled: ReadonlySet<string>;
  /** Whether the model is in the middle of a round of tool calls, and whether its reasoning for it has come back. */
  readonly toolRound: 'none' | 'with-reasoning' | 'without-reasoning';
}

/**
 * Maps the messages: system messages move to the front, neighbours of one role become one turn (so the results of
 * parallel calls go back together), and turns without anything in them are left out. System messages alone, which the API
 * refuses, are what the user says.
 * @throws GatewayError INVALID_REQUEST naming the part that the API cannot take, or when nothing is left
 */
export function converseMessages(messages: readonly ChatMessage[], { family }: ModelTraits): Conversation {
  const system: JsonObject[] = [];
  const turns: ConverseMessage[] = [];
  const toolsCalled = new Set<string>();
  const parts = new ContentBlocks();
  const toolUseId = family === 'mistral' ? shortToolUseId : plainToolUseId;
  messages.forEach((message, index) => {
    const at = `messages.${index}.content`;
    switch (message.role) {
      case 'system':
        for (const { text, source } of message.parts) {
          if (text.trim() !== '') system.push(...withCachePoint({ text }, source));
        }
        break;
      case 'user':
        add(turns, 'user', parts.map(message.parts, at));
        break;
      case 'assistant':
        for (const { name } of message.toolCalls) toolsCalled.add(name);
        add(turns, 'assistant', assistantBlocks(message, toolUseId));
        break;
      case 'tool': {
        const content = parts.map(message.parts, at);
        const cached = content.flatMap((block) => ('cachePoint' in block ? [block] : []));
        const toolResult = {
          toolUseId: toolUseId(message.toolCallId),
          content: content.filter((block) => !('cachePoint' in block)),
        };
        const point = cachePoint(message.source) ?? cached[0];
        add(turns, 'user', [{ toolResult }, ...(point === undefined ? [] : [point])]);
        break;
      }
    }
  });
  if (turns.length === 0) {
    if (system.length === 0) throw nothingToAnswer();
    add(turns, 'user', system.splice(0));
  }
  trimPrefill(turns);
  return { system, messages: turns, toolsCalled, toolRound: toolRound(turns) };
}

function add(turns: ConverseMessage[], role: ConverseMessage['role'], content: JsonObject[]): void {
  const last = turns.at(-1);
  if (content.length === 0) return;
  if (last?.role === role) for (const block of content) last.content.push(block);
  else turns.push({ role, content: [...content] });
}

/** An answer that the model is to continue must not end in white space. */
function trimPrefill(turns: readonly ConverseMessage[]): void {
  const last = turns.at(-1);
  const block = last?.content.at(-1);
  if (last?.role !== 'assistant' || typeof block?.['text'] !== 'string') return;
  last.content[last.content.length - 1] = { ...block, text: block['text'].trimEnd() };
}

function toolRound(turns: readonly ConverseMessage[]): Conversation['toolRound'] {
  const results = turns.at(-1)?.content.some((block) => 'toolResult' in block) ?? false;
  const before = turns.at(-2);
  if (!results || before?.role !== 'assistant') return 'none';
  return before.content.some((block) => 'reasoningContent' in block) ? 'with-reasoning' : 'without-reasoning';
}

/** Ids of another provider may hold more than the API allows; the same id becomes the same one every time. */
function plainToolUseId(id: string): string {
  return /^[a-zA-Z0-9_-]{1,64}$/.test(id) ? id : `call_${digest(id).slice(0, 32)}`;
}

/** Mistral's models take ids of nine letters and digits only. */
function shortToolUseId(id: string): string {
  return /^[a-zA-Z0-9]{9}$/.test(id) ? id : digest(id).slice(0, 9);
}

function digest(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
