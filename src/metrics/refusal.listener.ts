import type { FastifyRequest } from 'fastify';
import { refusalStatus } from '../errors/error-reply';
import type { RefusalListener } from '../errors/gateway-exception.filter';
import type { RefusalLog } from '../log/refusal-log';
import type { Metrics } from './metrics';
import { routeLabel } from './route-label';

/**
 * Makes the exception filter's listener: what no call accounts for is logged and counted.
 * @param onRefused told of those with a valid key
 */
export function refusalListener(
  log: RefusalLog,
  metrics: Metrics,
  onRefused: (keyId: string, code: string) => void,
): RefusalListener {
  return (request: FastifyRequest, error) => {
    if (request.accounted === true) return;
    const route = routeLabel(request.routeOptions.url);
    const status = refusalStatus(error, { url: request.url, headers: request.headers });
    log.write(request, route, error, status);
    metrics.refused(route, status, error.code);
    if (request.caller !== undefined && request.caller.kind !== 'admin')
      onRefused(request.caller.keyId, error.code);
  };
}
