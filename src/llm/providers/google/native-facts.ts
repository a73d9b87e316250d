import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import type { AnswerFacts } from '../../llm-adapter';
import { finishReasonName } from '../../../wire/gemini/enum-names';
import { finishReason } from '../../../wire/gemini/finish-reason';
import { readUsage } from '../../../wire/gemini/usage';

/** Notes what is to be known of a response that passes as it is: model, usage, and why it ended if it did. */
export function noteResponse(facts: AnswerFacts, response: JsonObject): void {
  const { modelVersion, candidates, promptFeedback } = response;
  if (typeof modelVersion === 'string') facts.model ??= modelVersion.slice(0, 256);
  facts.usage = readUsage(response, facts.usage) ?? facts.usage;
  if (isObject(promptFeedback) && promptFeedback['blockReason'] !== undefined) {
    facts.finishReason = 'content_filter';
  }
  const candidate: unknown = Array.isArray(candidates) ? candidates[0] : undefined;
  const reason = isObject(candidate) ? finishReasonName(candidate['finishReason']) : undefined;
  // What ended in a way that OpenAI has no word for is the caller's to see in its own wire.
  if (reason !== undefined) {
    facts.finishReason = finishReason(reason, 0) ?? reason.toLowerCase().slice(0, 64);
  }
}
