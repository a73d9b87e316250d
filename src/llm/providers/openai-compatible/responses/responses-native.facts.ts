import { isObject } from '../../../../json/json-object';
import type { JsonObject } from '../../../../json/json-object';
import { readResponsesUsage } from '../../../../wire/openai-responses/usage';
import type { AnswerFacts } from '../../../llm-adapter';

/** An answer that failed has not come to an end. */
const UNFINISHED: ReadonlySet<unknown> = new Set(['queued', 'in_progress', 'failed']);

/** Notes what is to be known of a response that passes as it is. */
export function noteResponse(facts: AnswerFacts, response: JsonObject): void {
  const { model, status, incomplete_details: details } = response;
  if (typeof model === 'string') facts.model = model.slice(0, 256);
  const reason = isObject(details) ? details['reason'] : undefined;
  const ended = typeof reason === 'string' ? reason : status;
  if (typeof ended === 'string' && !UNFINISHED.has(status)) facts.finishReason = ended.slice(0, 64);
  facts.usage = readResponsesUsage(response) ?? facts.usage;
}
