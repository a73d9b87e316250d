import { listIn } from '../../../json/list-in';
import { parseExact } from '../../../json/exact-json';
import { editJson, removeFields, valueBytes } from '../../../json/json-edit';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { looksSealed, mayHoldSealed } from '../../../wire/canonical/part-seal';
import { NO_SIGNATURE } from '../../../wire/gemini/write-turns';
import type { LlmCall } from '../../llm-adapter';

/**
 * The caller's bytes without a model of their own: the path names it. What another provider needs back, which a caller carries
 * as the signature of a part, is left out: Google refuses what it did not sign.
 */
export function nativeBody({ raw, body }: LlmCall): Buffer {
  const own = mayHoldSealed(raw) ? editJson(raw, body, { contents: withoutSealed(raw) }) : raw;
  return Object.hasOwn(body, 'model') ? removeFields(own, ['model']) : own;
}

function withoutSealed(raw: Buffer): unknown[] {
  const contents = parseExact(valueBytes(raw, 'contents')?.toString('utf8') ?? '[]');
  return listIn(contents).map((content) => {
    if (!isObject(content) || !Array.isArray(content['parts'])) return content;
    return { ...content, parts: content['parts'].flatMap(withoutSeal) };
  });
}

function withoutSeal(part: unknown): unknown[] {
  if (!isObject(part)) return [part];
  const { thoughtSignature, thought_signature: snake, ...rest } = part;
  const signature = thoughtSignature ?? snake;
  if (typeof signature !== 'string' || !looksSealed(signature)) return [part];
  if (isCall(rest)) return [{ ...rest, thoughtSignature: NO_SIGNATURE }];
  // A part that was there for the signature alone.
  return rest['text'] === '' ? [] : [rest];
}

function isCall(part: JsonObject): boolean {
  return (part['functionCall'] ?? part['function_call']) !== undefined;
}
