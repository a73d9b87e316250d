import type { FastifyListenOptions, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { handleConnectionError } from './errors/connection-error.handler';
import { errorBody, errorHeaders } from './errors/error-body';
import { GatewayError } from './errors/gateway-error';
import { startTrace } from './tracing/request-trace';

/** How long a caller may hold a connection open without getting on, in milliseconds. */
export interface ConnectionLimits {
  /** From the first sign of a connection or a request to the end of the request's head. */
  readonly headersTimeoutMs: number;
  /** From the start of a request to the end of its body. */
  readonly requestTimeoutMs: number;
  /** Between two requests. */
  readonly keepAliveTimeoutMs: number;
  /** How often the first two are looked after. */
  readonly checkIntervalMs: number;
}

const CONNECTION_LIMITS: ConnectionLimits = {
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 120_000,
  // Longer than a load balancer's usual 60 s, so that it is not us who closes a connection it is about to use.
  keepAliveTimeoutMs: 72_000,
  checkIntervalMs: 2_000,
};

/**
 * Connections that may wait to be accepted. Node's 511 are full after a moment's rush, and who then comes waits a second
 * for TCP to try again; this is what Linux allows (`net.core.somaxconn`).
 */
const BACKLOG = 4_096;

/** Where to listen, as `app.listen` takes it. */
export function listenOptions(port: number, host: string): FastifyListenOptions {
  return { port, host, backlog: BACKLOG };
}

const FIXED_OPTIONS = {
  logger: false,
  // There is no Nest middleware: the stages before the guards are hooks.
  skipMiddie: true,
  genReqId: () => '',
  forceCloseConnections: true,
  routerOptions: { maxParamLength: 512 },
  clientErrorHandler: handleConnectionError,
  // A URL that the router cannot read is refused before any hook has run.
  frameworkErrors: (problem: Error, request: FastifyRequest, reply: FastifyReply): void => {
    const error = new GatewayError('INVALID_REQUEST', 'The URL is not valid.', { cause: problem });
    const { requestId, traceId, traceparent } = startTrace(request.raw.headers);
    void reply
      .code(error.status)
      .headers({ ...errorHeaders(error), 'x-request-id': requestId, traceparent })
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(errorBody(error, traceId, 'openai')));
  },
} satisfies FastifyServerOptions & Record<string, unknown>;

/** How the HTTP server treats connections: everything a caller can hold open has a bound. */
export function serverOptions(overrides: Partial<ConnectionLimits> = {}) {
  const limits = { ...CONNECTION_LIMITS, ...overrides };
  return {
    ...FIXED_OPTIONS,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    http: {
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
      maxHeaderSize: 16 * 1024,
      // A hook refuses what lacks it, in the catalogue's shape.
      requireHostHeader: false,
    },
  } satisfies FastifyServerOptions & Record<string, unknown>;
}
