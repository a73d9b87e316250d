import { isObject } from '../../json/json-object';
import type { Candidate, OrderContext, OrderStrategy } from './candidate';
import { weightedOrder } from './weighted.order';

/**
 * Of two that chance has drawn the quicker one first: by the moving average of the time to the first token, times the calls that it
 * would have with this one. Two choices and not all, so that not every call runs to the one that was quick a moment ago
 * (https://www.eecs.harvard.edu/~michaelm/postscripts/handbook2001.pdf). One of which nothing is known is tried.
 */
export const latencyOrder: OrderStrategy = (candidates, context) => {
  const [one, other, ...rest] = weightedOrder(candidates, context);
  if (one === undefined || other === undefined) return candidates;
  return costOf(one, context) <= costOf(other, context) ? [one, other, ...rest] : [other, one, ...rest];
};

function costOf({ deployment }: Candidate, { stateOf, asked: { body } }: OrderContext): number {
  const { firstToken, wholeAnswer, inFlight } = stateOf(deployment);
  const isStream = isObject(body) && body['stream'] === true;
  const averageMs = (isStream ? firstToken : wholeAnswer).averageMs(performance.now());
  return (averageMs ?? 1) * (inFlight + 1);
}
