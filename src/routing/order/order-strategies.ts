import type { OrderName } from '../../config/provider-file/route-settings';
import type { OrderStrategy } from './candidate';
import { costOrder } from './cost.order';
import { latencyOrder } from './latency.order';
import { leastBusyOrder } from './least-busy.order';
import { weightedOrder } from './weighted.order';

/** How candidates of one priority are ordered. `weighted` is the same as `priority`, with all priorities alike. */
export const ORDER_STRATEGIES: Readonly<Record<OrderName, OrderStrategy>> = {
  priority: weightedOrder,
  weighted: weightedOrder,
  latency: latencyOrder,
  'least-busy': leastBusyOrder,
  cost: costOrder,
};
