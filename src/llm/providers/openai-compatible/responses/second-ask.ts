import { parseExactObject } from '../../../../json/exact-json';
import { editJson } from '../../../../json/json-edit';
import { isObject } from '../../../../json/json-object';
import type { UpstreamAnswer } from '../../../../upstream/upstream-exchange';
import type { LlmCall } from '../../../llm-adapter';
import { readErrorBody } from '../errors';
import { nativeBody } from './responses-native.body';

/** A request that may be taken where another was refused. */
export interface SecondAsk {
  readonly body: Buffer;
  /** What it does without, by its field. */
  readonly dropped: readonly string[];
}

/** Reasoning without encrypted content is looked up by its id, which another account does not know. */
const UNKNOWN_REASONING = /^Item with id 'rs_[^']*' not found/;
/** Items whose ids hold them to the reasoning before them, and which do not need one. */
const HELD_BY_ID: ReadonlySet<unknown> = new Set(['message', 'function_call', 'custom_tool_call']);

/**
 * What is to be asked where an upstream refuses what it was given of earlier turns, though nothing is wrong with the request: the
 * account that made the reasoning is another one (its deployment is busy, its key was exchanged), or the answer that is to be gone on
 * from is kept no longer, or was not (Zero Data Retention).
 * Source: the API's own refusals, as in https://github.com/openai/codex/issues/8119 and
 * https://github.com/anomalyco/opencode/issues/7724
 * @param asked the body that was refused
 * @param strict whether nothing may be left out
 * @returns undefined where the refusal is for the caller
 */
export function secondAsk(
  call: LlmCall,
  asked: Buffer,
  { status, body }: UpstreamAnswer,
  { model, strict }: { readonly model: string; readonly strict: boolean },
): SecondAsk | undefined {
  if (status !== 400 && status !== 404) return undefined;
  const { code, param, message = '' } = readErrorBody(body);
  if (code === 'previous_response_not_found' || param === 'previous_response_id') {
    const { joined } = call;
    return joined && { body: nativeBody({ ...call, ...joined }, model), dropped: [] };
  }
  if (strict || (code !== 'invalid_encrypted_content' && !UNKNOWN_REASONING.test(message))) return undefined;
  const without = withoutReasoning(asked);
  return without && { body: without, dropped: ['reasoning'] };
}

/** A request without the reasoning of earlier turns; undefined where it has none, or nothing else. */
function withoutReasoning(asked: Buffer): Buffer | undefined {
  const body = parseExactObject(asked.toString('utf8'));
  const { input } = body ?? {};
  if (body === undefined || !Array.isArray(input)) return undefined;
  const kept = input.filter((item: unknown) => !isObject(item) || item['type'] !== 'reasoning');
  if (kept.length === input.length || kept.length === 0) return undefined;
  return editJson(asked, body, { input: kept.map(withoutId) });
}

function withoutId(item: unknown): unknown {
  if (!isObject(item) || !HELD_BY_ID.has(item['type'])) return item;
  const { id: _id, ...rest } = item;
  return rest;
}
