import type { JsonObject } from '../../json/json-object';
import { FittedNames } from '../canonical/fitted-names';
import type { Turn } from '../canonical/canonical-request';
import type { ToolResultPart } from '../canonical/content-part';
import { BEGUN_BY_ASSISTANT, GO_ON } from '../canonical/going-on';
import { markedInstruction } from '../canonical/marked-instructions';
import type { DroppedSettings } from '../canonical/setting-rules';
import { withoutForeign } from '../canonical/unplaced';
import { nothingToAnswer } from '../canonical/nothing-to-answer';
import { withCachePoint } from './cache-point';
import { CALL_ID_FORM, MISTRAL_CALL_ID_FORM } from './call-id-forms';
import type { ModelTraits } from './traits';
import { assistantBlocks } from './write-assistant';
import { ContentBlocks } from './write-content';

/** A turn of a conversation: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html */
export interface ConverseMessage {
  readonly role: 'user' | 'assistant';
  content: JsonObject[];
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
 * What is put before a conversation that begins with the assistant: the API refuses it ("A conversation must start with a
 * user message"). Source: https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference.html
 */
const BEGINNING: JsonObject = { text: BEGUN_BY_ASSISTANT };

/**
 * Is said in place of an empty result: a text without anything to read in it is refused, and a result of no blocks is
 * documented nowhere. Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolResultBlock.html
 */
const NO_OUTPUT: JsonObject = { text: '(The tool returned nothing.)' };

/** Is said in place of what follows a result, because the model takes texts alone within. */
const OUTPUT_BEHIND: JsonObject = { text: '(What the tool returned follows.)' };

/**
 * Is put beside a document without words, which the API refuses ("A text block must be included when using documents").
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Message.html
 */
const BESIDE_DOCUMENT: JsonObject = { text: '(The user sent a document.)' };

/**
 * Maps the turns. Instructions in front of the conversation are the field `system`; later ones keep their place, told by
 * the user and marked, because messages have no role for them here. Neighbours of one role become one turn, with tool
 * results in front, and turns without anything in them are left out. Instructions alone, which the API refuses, are what
 * the user says.
 * @throws GatewayError INVALID_REQUEST naming the part that the API cannot take, or when nothing is left
 */
export function writeTurns(
  given: readonly Turn[],
  traits: ModelTraits,
  dropped: DroppedSettings,
): Conversation {
  const system: JsonObject[] = [];
  const messages: ConverseMessage[] = [];
  const toolsCalled = new Set<string>();
  const content = new ContentBlocks(traits.sound);
  const ids = new FittedNames(traits.family === 'mistral' ? MISTRAL_CALL_ID_FORM : CALL_ID_FORM);
  for (const { role, parts, cache } of given) {
    if (role === 'assistant') {
      for (const part of parts) if (part.kind === 'tool_call') toolsCalled.add(part.name);
      add(messages, role, withCachePoint(assistantBlocks(parts, traits, ids, dropped), cache));
    } else if (role === 'instructions') {
      const blocks = withCachePoint(content.map(parts), cache);
      if (messages.length === 0) for (const block of blocks) system.push(block);
      else add(messages, 'user', blocks.map(marked));
    } else {
      const blocks = parts.flatMap((part) =>
        part.kind === 'tool_result' ? toolResult(part, content, ids, traits) : content.map([part]),
      );
      add(messages, role, withCachePoint(blocks, cache));
    }
  }
  if (messages.length === 0) {
    if (system.length === 0) throw nothingToAnswer();
    add(messages, 'user', system.splice(0));
  }
  if (messages[0]?.role === 'assistant') messages.unshift({ role: 'user', content: [BEGINNING] });
  for (const message of messages) {
    resultsFirst(message);
    wordsBesideDocuments(message);
  }
  trimPrefill(messages);
  if (!endsWell(messages, traits)) messages.push({ role: 'user', content: [{ text: GO_ON }] });
  return { system, messages, toolsCalled, toolRound: toolRound(messages) };
}

function add(messages: ConverseMessage[], role: ConverseMessage['role'], content: JsonObject[]): void {
  const last = messages.at(-1);
  if (content.length === 0) return;
  if (last?.role === role) for (const block of content) last.content.push(block);
  else messages.push({ role, content: [...content] });
}

function marked(block: JsonObject): JsonObject {
  return typeof block['text'] === 'string' ? { text: markedInstruction(block['text']) } : block;
}

/** A cache mark inside a result is the result's. `status` is of Claude and Nova. */
function toolResult(
  { callId, parts, isError, cache }: ToolResultPart,
  content: ContentBlocks,
  ids: FittedNames,
  { family, mediaInResults }: ModelTraits,
): JsonObject[] {
  const mark = cache ?? parts.find((part) => part.cache !== undefined)?.cache;
  const own = withoutForeign(parts, 'bedrock');
  const said = content.map(own.map((part) => ({ ...part, cache: undefined })));
  const behind = mediaInResults ? [] : said.filter((block) => !('text' in block));
  const within = mediaInResults ? said : said.filter((block) => 'text' in block);
  const blocks = within.length > 0 ? within : [behind.length === 0 ? NO_OUTPUT : OUTPUT_BEHIND];
  const status = isError && (family === 'claude' || family === 'nova') ? { status: 'error' } : {};
  const result = { toolResult: { toolUseId: ids.of(callId), content: blocks, ...status } };
  return [...withCachePoint([result], mark), ...behind];
}

/** Results that are not the first of their turn are refused; each takes its cache point along. */
function resultsFirst(message: ConverseMessage): void {
  const results: JsonObject[] = [];
  const others: JsonObject[] = [];
  let into = others;
  for (const block of message.content) {
    if (!('cachePoint' in block)) into = 'toolResult' in block ? results : others;
    into.push(block);
  }
  if (results.length > 0) message.content = [...results, ...others];
}

/** Behind the results of tools, which come first. */
function wordsBesideDocuments({ role, content }: ConverseMessage): void {
  const first = content.findIndex((block) => 'document' in block);
  if (role === 'user' && first >= 0 && !content.some((block) => 'text' in block))
    content.splice(first, 0, BESIDE_DOCUMENT);
}

/** Whether a conversation may end as it does: with an answer that the model is to continue, which a thought of Claude's is not. */
function endsWell(messages: readonly ConverseMessage[], { claude }: ModelTraits): boolean {
  const last = messages.at(-1);
  if (claude === undefined || last?.role !== 'assistant') return true;
  const block = last.content.at(-1);
  return claude.prefill && block !== undefined && !('reasoningContent' in block);
}

/** An answer that the model is to continue must not end in white space. */
function trimPrefill(messages: readonly ConverseMessage[]): void {
  const last = messages.at(-1);
  const block = last?.content.at(-1);
  if (last?.role !== 'assistant' || typeof block?.['text'] !== 'string') return;
  last.content[last.content.length - 1] = { ...block, text: block['text'].trimEnd() };
}

function toolRound(messages: readonly ConverseMessage[]): Conversation['toolRound'] {
  const results = messages.at(-1)?.content.some((block) => 'toolResult' in block) ?? false;
  const before = messages.at(-2);
  if (!results || before?.role !== 'assistant') return 'none';
  return before.content.some((block) => 'reasoningContent' in block) ? 'with-reasoning' : 'without-reasoning';
}
