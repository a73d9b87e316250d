import { parseExact } from '../../../../json/exact-json';
import { editJson, valueBytes } from '../../../../json/json-edit';
import { isObject } from '../../../../json/json-object';
import { looksSealed } from '../../../../wire/canonical/part-seal';
import { isForeignRun } from '../../../../wire/openai-responses/foreign-runs';
import type { LlmCall } from '../../../llm-adapter';

/**
 * The caller's bytes with the connection's model. Reasoning of other providers, which a caller carries sealed, their searches
 * and code are left out: OpenAI did not make them, and refuses them.
 */
export function nativeBody({ raw, body, modelIsBinding }: LlmCall, model: string): Buffer {
  const edits: Record<string, unknown> = {};
  if (body['model'] !== model || modelIsBinding === true) edits['model'] = model;
  const { input } = body;
  if (Array.isArray(input) && input.some(isForeign)) {
    const items = parseExact(valueBytes(raw, 'input')?.toString('utf8') ?? '[]') as unknown[];
    edits['input'] = items.filter((item) => !isForeign(item));
  }
  return Object.keys(edits).length === 0 ? raw : editJson(raw, body, edits);
}

function isForeign(item: unknown): boolean {
  if (!isObject(item)) return false;
  if (isForeignRun(item)) return true;
  if (item['type'] !== 'reasoning') return false;
  const { encrypted_content: sealed } = item;
  return typeof sealed === 'string' && looksSealed(sealed);
}
