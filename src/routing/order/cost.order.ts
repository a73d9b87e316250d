import { answerTokensAsked, promptTokensBySize } from '../tokens-by-size';
import type { Candidate, OrderStrategy } from './candidate';
import { weightedOrder } from './weighted.order';

/** The cheapest first, by the price of the tokens that the call is likely to take; one without a price last. */
export const costOrder: OrderStrategy = (candidates, context) => {
  const { raw, body } = context.asked;
  const prompt = raw === undefined ? 0 : promptTokensBySize(raw);
  const answer = answerTokensAsked(body);
  const cost = ({ deployment }: Candidate): number => {
    const { input, output } = deployment.model?.prices ?? {};
    return input === undefined && output === undefined
      ? Number.MAX_VALUE
      : (input ?? 0) * prompt + (output ?? 0) * answer;
  };
  return weightedOrder(candidates, context).toSorted((one, other) => cost(one) - cost(other));
};
