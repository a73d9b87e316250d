import type { FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { handleConnectionError } from './errors/connection-error.handler';
import { errorBody, errorHeaders } from './errors/error-body';
import { GatewayError } from './errors/gateway-error';
import { startTrace } from './tracing/request-trace';

/** How long a request's head, and the whole of it, may take to arrive. */
const HEADERS_MS = 15_000;
const REQUEST_MS = 120_000;
/** Longer than a load balancer's usual 60 s, so that it is not us who closes a connection it is about to use. */
const KEEP_ALIVE_MS = 72_000;

/** How the HTTP server treats connections: everything a caller can hold open has a bound. */
export const SERVER_OPTIONS = {
  logger: false,
  // There is no Nest middleware: the stages before the guards are hooks.
  skipMiddie: true,
  genReqId: () => '',
  requestTimeout: REQUEST_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  forceCloseConnections: true,
  routerOptions: { maxParamLength: 512 },
  http: {
    headersTimeout: HEADERS_MS,
    connectionsCheckingInterval: 2_000,
    maxHeaderSize: 16 * 1024,
  },
  clientErrorHandler: handleConnectionError,
  // A URL that the router cannot read is refused before any hook has run.
  frameworkErrors: (problem: Error, request: FastifyRequest, reply: FastifyReply): void => {
    const error = new GatewayError('INVALID_REQUEST', 'The URL is not valid.', { cause: problem });
    const { traceId } = startTrace(request.raw.headers);
    void reply
      .code(error.status)
      .headers(errorHeaders(error))
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(errorBody(error, traceId, 'openai')));
  },
} satisfies FastifyServerOptions & Record<string, unknown>;
