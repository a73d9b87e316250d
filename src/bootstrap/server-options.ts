import type { IncomingMessage, RequestListener, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyListenOptions, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import type { Settings } from '../config/settings';
import { errorHeaders } from '../errors/error-body';
import { errorReply } from '../errors/error-reply';
import { GatewayError } from '../errors/gateway-error';
import type { CallerConnections } from '../http/caller-connections';
import type { ConnectionLimits } from '../http/connection-limits';
import { mayUpgrade } from '../http/upgrades';
import { modelAsSegment } from './model-as-segment';
import { startTrace } from '../traces/request-trace';

export type { ConnectionLimits } from '../http/connection-limits';

/** TCP itself asks a peer that has been silent for so long whether it is still there. */
const TCP_KEEP_ALIVE_MS = 60_000;

/** What a caller may hold open, and how long; what is not a setting is fixed here. */
export function connectionLimits(settings: Settings): ConnectionLimits {
  const { bodyStallTimeoutMs, writeStallTimeoutMs, keepAliveTimeoutMs } = settings;
  const { maxConnections, maxConnectionsPerAddress } = settings;
  return {
    headersTimeoutMs: 15_000,
    requestTimeoutMs: 120_000,
    checkIntervalMs: 2_000,
    bodyStallTimeoutMs,
    slowAfterMs: 5_000,
    writeStallTimeoutMs,
    keepAliveTimeoutMs,
    maxConnections,
    maxConnectionsPerAddress,
  };
}

/**
 * Connections that may wait to be accepted. Node's 511 are full after a moment's rush, and who then comes waits a second
 * for TCP to try again; this is what Linux allows (`net.core.somaxconn`).
 */
const BACKLOG = 4_096;

/** Where to listen, as `app.listen` takes it. An address of IPv6 may be in brackets, as it is in a URL. */
export function listenOptions(port: number, host: string): FastifyListenOptions {
  return { port, host: host.replace(/^\[(.*)\]$/, '$1'), backlog: BACKLOG };
}

function noSchemas(): never {
  throw new Error('Requests are checked by the classes of their bodies, not by schemas of Fastify.');
}

const FIXED_OPTIONS = {
  logger: false,
  rewriteUrl: ({ url = '' }: IncomingMessage): string => modelAsSegment(url),
  // There is no Nest middleware: the stages before the guards are hooks.
  skipMiddie: true,
  genReqId: () => '',
  // No route has a schema of Fastify's, so its two compilers of schemas are not loaded.
  schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  forceCloseConnections: true,
  routerOptions: { maxParamLength: 512 },
  // A URL that the router cannot read is refused before any hook has run.
  frameworkErrors: (problem: Error, request: FastifyRequest, reply: FastifyReply): void => {
    const error = new GatewayError('INVALID_REQUEST', 'The URL is not valid.', { cause: problem });
    const { headers } = request.raw;
    const trace = startTrace(headers);
    const { status, body } = errorReply(error, { url: request.url, headers, trace });
    void reply
      .code(status)
      .headers({ ...errorHeaders(error), 'x-request-id': trace.requestId, traceparent: trace.traceparent })
      .type('application/json; charset=utf-8')
      .send(body);
  },
} satisfies FastifyServerOptions & Record<string, unknown>;

/**
 * How the HTTP server treats connections: everything a caller can hold open has a bound.
 * @param webSockets whether requests may leave HTTP
 */
export function serverOptions(connections: CallerConnections, webSockets: boolean) {
  const { headersTimeoutMs, keepAliveTimeoutMs, checkIntervalMs } = connections.limits;
  const http: ServerOptions = {
    headersTimeout: headersTimeoutMs,
    // Node's own would cut a steady upload on a slow line: the watch of the connections looks whether it gets on.
    requestTimeout: 0,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: checkIntervalMs,
    maxHeaderSize: 16 * 1024,
    keepAlive: true,
    keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    // A hook refuses what lacks it, in the catalogue's shape.
    requireHostHeader: false,
    shouldUpgradeCallback: (request) => webSockets && mayUpgrade(request),
  };
  return {
    ...FIXED_OPTIONS,
    serverFactory: (handler: RequestListener) => connections.createServer(handler, http),
    clientErrorHandler: (problem: NodeJS.ErrnoException, socket: Socket): void => {
      connections.failed(problem, socket);
    },
  } satisfies FastifyServerOptions & Record<string, unknown>;
}
