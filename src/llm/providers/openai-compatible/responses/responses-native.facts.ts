import { isObject } from '../../../../json/json-object';
import type { JsonObject } from '../../../../json/json-object';
import { readResponsesUsage } from '../../../../wire/openai-responses/usage';
import type { AnswerFacts } from '../../../llm-adapter';

/** Notes what is to be known of a response that passes as it is. */
export function noteResponse(facts: AnswerFacts, response: JsonObject): void {
  const { model, status, incomplete_details: details, usage } = response;
  if (typeof model === 'string') facts.model = model.slice(0, 256);
  const reason = isObject(details) ? details['reason'] : undefined;
  const ended = typeof reason === 'string' ? reason : status;
  if (typeof ended === 'string' && status !== 'in_progress') facts.finishReason = ended.slice(0, 64);
  facts.usage = readResponsesUsage(usage) ?? facts.usage;
}
