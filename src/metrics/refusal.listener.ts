import type { FastifyRequest } from 'fastify';
import { refusalStatus } from '../errors/error-reply';
import type { GatewayError } from '../errors/gateway-error';
import type { RefusalListener } from '../errors/gateway-exception.filter';
import type { RefusalLog } from '../log/refusal-log';
import type { Metrics } from './metrics';
import { routeLabel } from './route-label';

/**
 * Makes the exception filter's listener: what no call accounts for is logged and counted.
 * @param tell told of each, by the route's name and the status that the caller gets
 */
export function refusalListener(
  log: RefusalLog,
  metrics: Metrics,
  tell: (request: FastifyRequest, route: string, error: GatewayError, status: number) => void,
): RefusalListener {
  return (request: FastifyRequest, error) => {
    if (request.accounted === true) return;
    const route = routeLabel(request.routeOptions.url);
    const status = refusalStatus(error, { url: request.url, headers: request.headers });
    log.write(request, route, error, status);
    metrics.refused(route, status, error.code);
    tell(request, route, error, status);
  };
}
