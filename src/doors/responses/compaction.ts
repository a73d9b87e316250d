import { randomUUID } from 'node:crypto';
import { listedItem } from '../../answers/conversation';
import { GatewayError } from '../../errors/gateway-error';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import type { PartSeal, Sealed } from '../../wire/canonical/part-seal';
import { sealedSummary, summaryIn } from '../../wire/openai-responses/compaction';

/** What is before a summary when it is told to a model. */
const INTRODUCTION = 'Summary of the conversation so far:\n\n';

/**
 * The answer of `/v1/responses/compact`: what the user said, and the rest as one sealed summary.
 * Format: https://developers.openai.com/api/reference/resources/responses/methods/compact
 * @param response a model's answer to `COMPACTION_PROMPT`
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
  const users = items
    .filter((item) => item['role'] === 'user' && !isSummaryMessage(item))
    .map((item, at) => listedItem(item, `msg_${id}${at.toString(16).padStart(4, '0')}`));
  return {
    id: `resp_${id}`,
    object: 'response.compaction',
    created_at: response['created_at'],
    output: [
      ...users,
      { id: `cmp_${id}`, type: 'compaction', encrypted_content: sealedSummary(summary, seal) },
    ],
    usage: response['usage'],
  };
}

/** Whether a message is {@link summaryMessage}: it is told to the model, and the next summary says all that it says. */
function isSummaryMessage({ content }: JsonObject): boolean {
  return objectsIn(content).some(({ text }) => typeof text === 'string' && text.startsWith(INTRODUCTION));
}

/** A summary of ours as a message; undefined for parts that hold none. */
export function summaryMessage(parts: readonly Sealed[]): JsonObject | undefined {
  const summary = summaryIn(parts);
  if (summary === undefined) return undefined;
  const content = [{ type: 'input_text', text: INTRODUCTION + summary }];
  return { type: 'message', role: 'user', content };
}

function textOf({ output }: JsonObject): string {
  if (!Array.isArray(output)) return '';
  return output
    .filter(isObject)
    .flatMap(({ content }) => objectsIn(content))
    .map((part) => (part['type'] === 'output_text' && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}
