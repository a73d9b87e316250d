import { parseExact } from '../../../json/exact-json';
import { editJson, valueBytes } from '../../../json/json-edit';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { looksSealed } from '../../../wire/canonical/part-seal';
import type { LlmCall } from '../../llm-adapter';

/**
 * The caller's bytes with the connection's model. Thinking of other providers, which a caller carries in this wire's blocks,
 * is left out: it is sealed or not signed, and Anthropic refuses both.
 */
export function nativeBody({ raw, body, model, modelIsBinding }: LlmCall): Buffer {
  const edits: Record<string, unknown> = {};
  if (body['model'] !== model || modelIsBinding === true) edits['model'] = model;
  if (holdsForeign(body['messages'])) edits['messages'] = withoutForeign(raw);
  return Object.keys(edits).length === 0 ? raw : editJson(raw, body, edits);
}

function holdsForeign(messages: unknown): boolean {
  return Array.isArray(messages) && messages.some((message) => blocksOf(message).some(isForeign));
}

function withoutForeign(raw: Buffer): unknown[] {
  const messages = parseExact(valueBytes(raw, 'messages')?.toString('utf8') ?? '[]') as unknown[];
  return messages.flatMap((message) => {
    const blocks = blocksOf(message);
    const kept = blocks.filter((block) => !isForeign(block));
    if (kept.length === blocks.length) return [message];
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
  const { type, signature, data } = block;
  if (type === 'redacted_thinking') return typeof data === 'string' && looksSealed(data);
  return type === 'thinking' && typeof signature === 'string' && (signature === '' || looksSealed(signature));
}
