import { isObject } from '../../json/json-object';
import type { AskedRequest } from './asked-request';
import type { Candidate, OrderStrategy } from './candidate';
import { weightedOrder } from './weighted.order';

/** English text of this many bytes is about one token (https://platform.openai.com/tokenizer). */
const BYTES_PER_TOKEN = 4;
/** Tokens of an answer whose length the caller does not limit: what most answers stay below. */
const USUAL_ANSWER_TOKENS = 256;
const LIMITS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'];

/** The cheapest first, by the price of the tokens that the call is likely to take; one without a price last. */
export const costOrder: OrderStrategy = (candidates, context) => {
  const prompt = (context.asked.raw?.length ?? 0) / BYTES_PER_TOKEN;
  const answer = answerTokens(context.asked);
  const cost = ({ deployment }: Candidate): number => {
    const { input, output } = deployment.model?.prices ?? {};
    return input === undefined && output === undefined
      ? Number.MAX_VALUE
      : (input ?? 0) * prompt + (output ?? 0) * answer;
  };
  return weightedOrder(candidates, context).toSorted((one, other) => cost(one) - cost(other));
};

function answerTokens({ body }: AskedRequest): number {
  if (!isObject(body)) return USUAL_ANSWER_TOKENS;
  for (const name of LIMITS) {
    const limit = body[name];
    if (typeof limit === 'number' && limit >= 0) return limit;
  }
  return USUAL_ANSWER_TOKENS;
}
