import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { GatewayError } from '../errors/gateway-error';
import { ServiceLog } from './service-log';

declare module 'fastify' {
  interface FastifyRequest {
    /** True once a call was made of the request: its end has a log line and metrics of its own. */
    accounted?: boolean;
  }
}

/** A request as far as it got: what the hooks put on it is missing where it was refused before them. */
export type RefusedRequest = Pick<FastifyRequest, 'method'> &
  Partial<Pick<FastifyRequest, 'trace' | 'startedAt' | 'caller' | 'address'>>;

/** One line for each request that was refused before a call was made of it. */
@Injectable()
export class RefusalLog {
  constructor(@Inject(ServiceLog) private readonly log: Logger) {}

  /**
   * @param route the route's name, as metrics know it. Nothing of the path itself is logged: it may hold a key, whether
   * or not there is such a route.
   * @param status the one that the caller gets
   */
  write(request: RefusedRequest, route: string, error: GatewayError, status: number): void {
    const { trace, startedAt, caller, address, method } = request;
    const fields = {
      request_id: trace?.requestId,
      trace_id: trace?.traceId,
      key_id: caller?.keyId,
      address,
      method,
      route,
      status,
      code: error.code,
      duration_ms:
        startedAt === undefined ? undefined : Math.round((performance.now() - startedAt) * 10) / 10,
    };
    if (error.code === 'INTERNAL') this.log.error({ ...fields, alert: true, err: error.cause }, 'refused');
    else this.log.info(fields, 'refused');
  }
}
