import { listIn } from '../../json/list-in';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { CALL_ID_FORM } from '../../wire/anthropic-messages/call-id-form';
import { isForeignRun } from '../../wire/anthropic-messages/foreign-runs';
import { isForeignCitation } from '../../wire/anthropic-messages/web-search';
import { FittedNames } from '../../wire/canonical/fitted-names';
import { looksSealed } from '../../wire/canonical/part-seal';

/**
 * Whether a conversation holds what another provider's answers left in this wire's blocks, and Anthropic refuses: thinking that
 * is sealed or not signed, searches and code that are not encrypted, ids and arguments of calls in other forms, text of white
 * space alone, answers without content.
 */
export function holdsForeign(messages: unknown): boolean {
  return (
    Array.isArray(messages) &&
    messages.some(
      (message, index) =>
        blocksOf(message, 'assistant').some(isForeign) || saysNothing(message, index, messages),
    )
  );
}

/** The conversation in the form that Anthropic takes. @param messages with their numbers exact */
export function withoutForeign(messages: unknown): unknown[] {
  if (!Array.isArray(messages)) return [];
  const ids = new FittedNames(CALL_ID_FORM);
  return messages.flatMap((message: unknown, index): unknown[] => {
    if (saysNothing(message, index, messages)) return [];
    const answered = blocksOf(message, 'assistant');
    const said = blocksOf(message, 'user');
    if (answered.length === 0 && !said.some(isResult)) return [message];
    const blocks = [...answered.flatMap((block) => cleaned(block, ids)), ...said.map(answering(ids))];
    return blocks.length === 0 ? [] : [{ ...(message as JsonObject), content: blocks }];
  });
}

/** Whether it is an answer without a word; the last message alone may be one. */
function saysNothing(message: unknown, index: number, messages: readonly unknown[]): boolean {
  if (!isObject(message) || message['role'] !== 'assistant' || index === messages.length - 1) return false;
  const { content } = message;
  return typeof content === 'string' ? content.trim() === '' : Array.isArray(content) && content.length === 0;
}

function blocksOf(message: unknown, of: 'assistant' | 'user'): readonly unknown[] {
  if (!isObject(message) || message['role'] !== of) return [];
  return listIn(message['content']);
}

function isForeign(block: unknown): boolean {
  if (!isObject(block)) return false;
  return isForeignBlock(block) || isForeignCall(block) || citesForeign(block);
}

/** One that has no place there. */
function isForeignBlock(block: JsonObject): boolean {
  if (isForeignRun(block)) return true;
  const { type, signature, data, text } = block;
  switch (type) {
    case 'text':
      return typeof text === 'string' && text.trim() === '';
    case 'redacted_thinking':
      return typeof data === 'string' && looksSealed(data);
    case 'compaction':
      return typeof signature === 'string' && looksSealed(signature);
    case 'thinking':
      return typeof signature === 'string' && (signature === '' || looksSealed(signature));
    default:
      return false;
  }
}

function isForeignCall({ type, id, input }: JsonObject): boolean {
  if (type !== 'tool_use') return false;
  return (typeof id === 'string' && !CALL_ID_FORM.fits.test(id)) || (input !== undefined && !isObject(input));
}

function cleaned(block: unknown, ids: FittedNames): readonly unknown[] {
  if (!isObject(block)) return [block];
  if (isForeignBlock(block)) return wordsOf(block);
  const { type, id, input = {} } = block;
  if (type !== 'tool_use' || typeof id !== 'string') return [withoutForeignCitations(block)];
  const given = isObject(input) ? input : { INVALID_JSON: JSON.stringify(input) };
  return [{ ...block, id: ids.of(id), input: given }];
}

/** The result of a call, by the id under which the call goes. */
function answering(ids: FittedNames): (block: unknown) => unknown {
  return (block) =>
    isObject(block) && isResult(block)
      ? { ...block, tool_use_id: ids.of(String(block['tool_use_id'])) }
      : block;
}

function isResult(block: unknown): boolean {
  return isObject(block) && block['type'] === 'tool_result' && typeof block['tool_use_id'] === 'string';
}

/** What another provider has summed up is text to Claude. */
function wordsOf({ type, content: text }: JsonObject): readonly JsonObject[] {
  return type === 'compaction' && typeof text === 'string' ? [{ type: 'text', text }] : [];
}

function citesForeign({ citations }: JsonObject): boolean {
  return Array.isArray(citations) && citations.some(isForeignCitation);
}

function withoutForeignCitations(block: JsonObject): JsonObject {
  if (!citesForeign(block)) return block;
  const { citations, ...rest } = block;
  const own = (citations as readonly unknown[]).filter((citation) => !isForeignCitation(citation));
  return own.length === 0 ? rest : { ...rest, citations: own };
}
