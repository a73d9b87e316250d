import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { parsedObject } from '../../../json/parsed-object';
import { inOpenAiWords, servedTier } from '../../../wire/canonical/served-tier';
import type { AnswerFacts } from '../../llm-adapter';
import { hasHead } from './answer-head';
import { isOpenAiReason } from './finish-reason';
import { ownUsage, readUsage } from './usage';

/** Up to so many bytes an answer is sooner parsed than searched for what is told of it. */
const PARSED_BYTES = 4096;

/** What a short answer that is in OpenAI's form tells of itself. */
export type PlainFacts = Pick<AnswerFacts, 'model' | 'finishReason' | 'usage'>;

/**
 * Reads a short answer that calls no tools and is in OpenAI's form, as most are: its bytes go to the caller as they are.
 * @returns undefined for any other
 */
export function plainFacts(body: Buffer): PlainFacts | undefined {
  if (body.length > PARSED_BYTES) return undefined;
  const answer = parsedObject(body.toString('utf8'));
  if (answer === undefined) return undefined;
  const { choices, error, model, usage: counted, service_tier: tier } = answer;
  if (!Array.isArray(choices) || choices.length === 0 || (error ?? null) !== null) return undefined;
  if (answer['object'] !== undefined && !hasHead(answer, 'chat.completion')) return undefined;
  if (typeof tier === 'string' && inOpenAiWords(tier) !== tier) return undefined;
  for (const choice of choices) if (!isPlain(choice)) return undefined;
  const usage = readUsage(counted);
  if (usage === undefined || ownUsage(counted, usage) !== counted) return undefined;
  const [first] = choices as readonly JsonObject[];
  return {
    model: asText(model),
    finishReason: String(first?.['finish_reason']),
    usage: { ...usage, ...servedTier(tier) },
  };
}

/** A name or a word that an answer tells of itself; undefined for anything else. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 256) : undefined;
}

/** Whether a choice is a text with a reason that OpenAI has. */
function isPlain(choice: unknown): boolean {
  if (!isObject(choice) || choice['usage'] !== undefined) return false;
  const { message, finish_reason: reason } = choice;
  if (!isObject(message) || !isOpenAiReason(reason) || reason === 'tool_calls') return false;
  const { content, role, tool_calls: calls, function_call: call, images } = message;
  const isText = typeof content === 'string' || content === null;
  return isText && role !== '' && calls === undefined && (call ?? null) === null && images === undefined;
}
