import type { OrderStrategy } from './candidate';
import { weightedOrder } from './weighted.order';

/** The one with the fewest calls under way for its weight first. */
export const leastBusyOrder: OrderStrategy = (candidates, context) => {
  const busy = ({ deployment, weight }: (typeof candidates)[number]): number =>
    context.stateOf(deployment).inFlight / weight;
  return weightedOrder(candidates, context).toSorted((one, other) => busy(one) - busy(other));
};
