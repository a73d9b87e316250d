import { parseExact } from '../../json/exact-json';
import { editJson, removeFields, valueBytes } from '../../json/json-edit';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { isForeignRun } from '../../wire/anthropic-messages/foreign-runs';
import { isForeignCitation } from '../../wire/anthropic-messages/web-search';
import { looksSealed } from '../../wire/canonical/part-seal';
import type { LlmCall } from '../llm-adapter';
import type { FittedFeatures } from './fitted-request';
import type { PlatformFields } from './messages-platform';

/**
 * The caller's bytes in the form of a platform. Thinking, searches and code of other providers, which a caller carries in this wire's
 * blocks, are left out: they are sealed, not signed or not encrypted, and Anthropic refuses all of these.
 */
export function nativeBody(
  { raw, body, modelIsBinding }: LlmCall,
  { set, without }: PlatformFields,
  features: FittedFeatures['edits'],
): Buffer {
  const edits: Record<string, unknown> = {};
  const unwanted = without.filter((name) => Object.hasOwn(body, name));
  for (const [name, value] of Object.entries(set)) {
    // Of two fields of one name some parsers take the first one, others the last.
    if (body[name] !== value || modelIsBinding === true) edits[name] = value;
  }
  for (const [name, value] of features) {
    if (value === undefined) unwanted.push(name);
    else edits[name] = value;
  }
  if (holdsForeign(body['messages'])) {
    edits['messages'] = withoutForeign(edits['messages'] ?? exactField(raw, 'messages'));
  }
  const edited = Object.keys(edits).length === 0 ? raw : editJson(raw, body, edits);
  return unwanted.length === 0 ? edited : removeFields(edited, unwanted);
}

/** A field of the body with its numbers as they were written; undefined for one that is not there. */
export function exactField(raw: Buffer, name: string): unknown {
  const bytes = valueBytes(raw, name);
  return bytes === undefined ? undefined : parseExact(bytes.toString('utf8'));
}

function holdsForeign(messages: unknown): boolean {
  return (
    Array.isArray(messages) &&
    messages.some((message) => blocksOf(message).some((block) => isForeign(block) || citesForeign(block)))
  );
}

function withoutForeign(messages: unknown): unknown[] {
  if (!Array.isArray(messages)) return [];
  return messages.flatMap((message: unknown): unknown[] => {
    const blocks = blocksOf(message);
    if (!blocks.some((block) => isForeign(block) || citesForeign(block))) return [message];
    const kept = blocks.flatMap((block): unknown[] =>
      isForeign(block) ? [...wordsOf(block)] : [withoutForeignCitations(block)],
    );
    return kept.length === 0 ? [] : [{ ...(message as JsonObject), content: kept }];
  });
}

function blocksOf(message: unknown): readonly unknown[] {
  if (!isObject(message) || message['role'] !== 'assistant') return [];
  const { content } = message;
  return Array.isArray(content) ? content : [];
}

function isForeign(block: unknown): boolean {
  if (!isObject(block)) return false;
  if (isForeignRun(block)) return true;
  const { type, signature, data } = block;
  if (type === 'redacted_thinking') return typeof data === 'string' && looksSealed(data);
  if (type === 'compaction') return typeof signature === 'string' && looksSealed(signature);
  return type === 'thinking' && typeof signature === 'string' && (signature === '' || looksSealed(signature));
}

/** What another provider has summed up is text to Claude. */
function wordsOf(block: unknown): readonly JsonObject[] {
  const { type, content: text } = isObject(block) ? block : {};
  return type === 'compaction' && typeof text === 'string' ? [{ type: 'text', text }] : [];
}

function citesForeign(block: unknown): boolean {
  if (!isObject(block)) return false;
  const { citations } = block;
  return Array.isArray(citations) && citations.some(isForeignCitation);
}

function withoutForeignCitations(block: unknown): unknown {
  if (!isObject(block) || !citesForeign(block)) return block;
  const { citations, ...rest } = block;
  const own = (citations as readonly unknown[]).filter((citation) => !isForeignCitation(citation));
  return own.length === 0 ? rest : { ...rest, citations: own };
}
