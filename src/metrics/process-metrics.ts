import { collectDefaultMetrics, Registry } from 'prom-client';

/** Milliseconds between two looks at the event loop: fifty a second are not to be noticed. */
const LAG_RESOLUTION_MS = 20;

let registry: Registry | undefined;

/**
 * Metrics of the process: CPU, memory, garbage collection, event-loop lag. One for all applications in it, made when it
 * is first asked for: prom-client's observers cannot be taken away again.
 */
export function processMetrics(): Registry {
  if (registry === undefined) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_RESOLUTION_MS });
  }
  return registry;
}
