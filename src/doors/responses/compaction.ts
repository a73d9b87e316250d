import { randomUUID } from 'node:crypto';
import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { PartSeal, Sealed } from '../../wire/canonical/part-seal';

/** Who made a summary: no provider. */
const MAKER = 'llm-proxy';

/** What a model is asked at the end of the conversation that it is to make shorter. */
export const COMPACTION_PROMPT =
  'Summarise the conversation so far, so that the work can go on from your summary alone. Keep what the user wants, decisions, ' +
  'names of files, identifiers and values word for word, what was done, and what is still to do. Answer with the summary only.';

/** What stands before a summary when it is told to a model. */
const INTRODUCTION = 'Summary of the conversation so far:\n\n';

/**
 * The answer of `/v1/responses/compact`: what the user said, and the rest as one sealed summary.
 * Format: https://developers.openai.com/api/reference/resources/responses/methods/compact
 * @param response a model's answer to {@link COMPACTION_PROMPT}
 * @param items the conversation
 */
export function compacted(response: JsonObject, items: readonly JsonObject[], seal: PartSeal): JsonObject {
  const summary = textOf(response);
  if (summary === '') {
    throw new GatewayError('PROVIDER_ERROR', 'The upstream gave no summary.', {
      upstreamFailure: 'malformed',
    });
  }
  const id = randomUUID().replaceAll('-', '');
  const part: Sealed = { kind: 'opaque', maker: MAKER, value: { summary }, at: '' };
  const users = items
    .filter(({ role }) => role === 'user')
    .map((item, at) => ({
      id: `msg_${id}${at.toString(16).padStart(4, '0')}`,
      status: 'completed',
      ...item,
      type: 'message',
    }));
  return {
    id: `resp_${id}`,
    object: 'response.compaction',
    created_at: response['created_at'],
    output: [...users, { id: `cmp_${id}`, type: 'compaction', encrypted_content: seal.seal([part]) }],
    usage: response['usage'],
  };
}

/** A summary of ours as a message; undefined for parts that hold none. */
export function summaryMessage(parts: readonly Sealed[]): JsonObject | undefined {
  for (const part of parts) {
    if (part.kind !== 'opaque' || part.maker !== MAKER) continue;
    const { summary } = part.value;
    if (typeof summary !== 'string') continue;
    const content = [{ type: 'input_text', text: INTRODUCTION + summary }];
    return { type: 'message', role: 'user', content };
  }
  return undefined;
}

function textOf({ output }: JsonObject): string {
  if (!Array.isArray(output)) return '';
  return output
    .filter(isObject)
    .flatMap(({ content }) => (Array.isArray(content) ? content.filter(isObject) : []))
    .map((part) => (part['type'] === 'output_text' && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}
