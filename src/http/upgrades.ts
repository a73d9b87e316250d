import { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** What came on a connection behind the head that asks for another protocol. */
export interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** Paths on which a WebSocket may be asked for. */
const PATHS = /^\/(?:openai\/)?(?:v1\/)?responses\/?(?:\?|$)/;

/**
 * Whether a request may leave HTTP. All others that ask for another protocol (HTTP/2 over clear text, as curl and Java's client
 * do with ordinary calls) are served as they are.
 */
export function mayUpgrade({ method, url = '', headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && PATHS.test(url);
}

/** The first Node that asks which requests may leave HTTP; one before it would take all that ask for it. */
const FIRST_NODE = [24, 9] as const;

/** Whether this Node can serve WebSockets beside ordinary requests. */
export function canUpgrade(version = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > FIRST_NODE[0] || (major === FIRST_NODE[0] && minor >= FIRST_NODE[1]);
}

/**
 * Has requests that may leave HTTP go the way of all others, hooks and guards included. Their handler takes the connection
 * ({@link takeUpgrade}), or they are refused with an ordinary answer.
 */
export function routeUpgrades({ server, routing }: Pick<FastifyInstance, 'server' | 'routing'>): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // What goes wrong on a connection ends it, and that is told by `close`.
    socket.on('error', () => undefined);
    const isAnswering = request.socket.callerConnection?.hasRequest;
    if (!(socket instanceof Socket) || isAnswering === true) return void socket.destroy();
    upgrades.set(request, { socket, head });
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => {
      if (upgrades.has(request)) socket.end();
    });
    routing(request, response);
  });
}

/** Takes the connection of a request that leaves HTTP; undefined where it is gone, or where Node did not ask. */
export function takeUpgrade(request: IncomingMessage, response: ServerResponse): Upgrade | undefined {
  const upgrade = upgrades.get(request);
  if (upgrade === undefined || upgrade.socket.destroyed) return undefined;
  upgrades.delete(request);
  response.detachSocket(upgrade.socket);
  return upgrade;
}
