import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { connectionProblem, isAnswering, noTunnel, rawRefusal } from '../errors/connection-error';
import { GatewayError } from '../errors/gateway-error';
import { CallerConnection } from './caller-connection';
import { watchPieces } from './body-pieces';
import type { ConnectionLimits } from './connection-limits';
import { PIPELINED_REQUESTS, WAITING_REQUESTS } from './connection-limits';
import { ConnectionShare } from './connection-share';
import { deferContinue } from './expect-continue';
import { Lingering } from './lingering';
import { ProgressWatch } from './progress-watch';

/** The two limits on the number of connections, by the names of their settings. */
export type CountLimit = 'MAX_CONNECTIONS' | 'MAX_CONNECTIONS_PER_ADDRESS';

const TOO_SMALL = 'The request body comes in too many chunks of a few bytes each. Send it in larger ones.';

/** What {@link CallerConnections} are made with. */
export interface CallerConnectionsOptions {
  readonly limits: ConnectionLimits;
  /** The address that a connection is counted by; undefined for a trusted proxy, whose connections are many callers'. */
  readonly addressOf: (socket: Socket) => string | undefined;
  /** Whether bodies wait for room in memory, so that a large one that hardly comes is given up. */
  readonly memoryIsShort: () => boolean;
  /** Told when a limit is reached: an idle connection was closed for a new one, or else the new one (`refused`). */
  readonly onLimit: (limit: CountLimit, address: string | undefined, refused: boolean) => void;
  /** Told when what came was answered with an error before it was a request. */
  readonly onNoRequest: (error: GatewayError, problem: ParserProblem, address: string | undefined) => void;
}

/** Why Node's parser gave up, with what it was reading then. */
export interface ParserProblem extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

/**
 * The connections of the server, from accept to close. On each one request is served at a time, every wait for its caller
 * has a limit, and none is closed in a way that takes back an answer. (Node by itself serves pipelined requests at once, as
 * many as there are.)
 */
export class CallerConnections {
  readonly limits: ConnectionLimits;
  readonly #running: CallerConnection[] = [];
  readonly #all: ConnectionShare;
  readonly #byAddress = new Map<string, ConnectionShare>();
  readonly #lingering = new Lingering();
  readonly #watch: ProgressWatch;
  /** Pipelined requests that wait, of all connections. */
  #waiting = 0;

  constructor(private readonly options: CallerConnectionsOptions) {
    this.limits = options.limits;
    this.#all = new ConnectionShare(options.limits.maxConnections);
    this.#watch = new ProgressWatch(this.limits, this.#running, options.memoryIsShort, (connection) => {
      this.#refuseBody(connection, new GatewayError('REQUEST_TIMEOUT', 'The request body came too slowly.'));
    });
  }

  /** Makes the server, for Fastify. @param handler serves a request whose turn has come */
  createServer(handler: RequestListener, options: ServerOptions): Server {
    const server = createServer(options);
    server.on('connection', (socket) => {
      this.#opened(socket);
    });
    const onRequest: RequestListener = (request, response) => {
      this.#arrived(request, response, handler);
    };
    server.on('request', onRequest);
    // `100 Continue` is sent once the body is wanted: who is refused before need not send it (RFC 9110 §10.1.1).
    server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      deferContinue(request, response);
      onRequest(request, response);
    });
    // What is expected besides may be ignored (ibid.); Node itself would answer 417 without a body.
    server.on('checkExpectation', onRequest);
    server.on('connect', ({ socket }: IncomingMessage) => {
      this.#tunnelAsked(socket);
    });
    server.once('listening', () => {
      this.#watch.start();
    });
    server.once('close', () => {
      this.#watch.stop();
    });
    return server;
  }

  /** What never became a request, or broke off: it is answered in the catalogue's shape where nothing was said yet. */
  failed(problem: ParserProblem, socket: Socket): void {
    const connection = socket.callerConnection;
    if (connection?.closing === true) {
      // The parser objects to everything that still comes, and that is dropped anyway.
      if (problem.code === 'ECONNRESET' || problem.code === 'EPIPE' || socket.readableEnded) socket.destroy();
      return;
    }
    if (
      connection === undefined ||
      !socket.writable ||
      problem.code === 'ECONNRESET' ||
      isAnswering(socket)
    ) {
      return void socket.destroy();
    }
    if (connection.rest === undefined) {
      const error = connectionProblem(problem);
      this.options.onNoRequest(error, problem, socket.remoteAddress);
      socket.write(rawRefusal(error));
    }
    this.#closeGently(connection);
  }

  /** Node has given the connection up as HTTP. */
  #tunnelAsked(socket: Socket): void {
    const connection = socket.callerConnection;
    socket.on('error', () => undefined);
    if (connection === undefined || connection.hasRequest) return void socket.destroy();
    socket.resume().write(rawRefusal(noTunnel()));
    this.#closeGently(connection);
  }

  /** Resolves once each request that is under way now has been answered to the last byte, or was left by its caller. */
  async ended(): Promise<void> {
    await Promise.all(
      this.#running.map(({ response }) => new Promise((resolve) => response?.once('close', resolve))),
    );
  }

  /** Resolves once no caller is left whose answer could still be lost because it is sending. */
  lingered(): Promise<void> {
    return this.#lingering.empty();
  }

  /** Answers every request whose body has not come yet. */
  refuseBodies(error: GatewayError): void {
    for (const connection of [...this.#running]) {
      if (connection.request?.complete === false) this.#refuseBody(connection, error);
    }
  }

  #opened(socket: Socket): void {
    const address = this.options.addressOf(socket);
    const connection = new CallerConnection(socket, address);
    if (!this.#hasRoom(connection)) return void socket.destroy();
    socket.callerConnection = connection;
    this.#all.add(connection);
    if (address !== undefined) this.#shareOf(address).add(connection);
    // Node calls this after the last answer. A caller who is still sending would not get to read that.
    socket.destroySoon = () => {
      if (connection.request?.complete === false || connection.waiting.length > 0) {
        this.#closeGently(connection);
      } else Socket.prototype.destroySoon.call(socket);
    };
    socket.once('close', () => {
      this.#dropWaiting(connection);
      this.#leave(connection);
      this.#lingering.delete(connection);
      this.#forget(connection);
    });
  }

  /** Whether a connection may be added; an idle one is closed for it where there are as many as there may be. */
  #hasRoom({ address }: CallerConnection): boolean {
    const own = address === undefined ? undefined : this.#byAddress.get(address);
    return (
      (own?.full !== true || this.#makeRoom(own, 'MAX_CONNECTIONS_PER_ADDRESS', address)) &&
      (!this.#all.full || this.#makeRoom(this.#all, 'MAX_CONNECTIONS', address))
    );
  }

  #makeRoom(share: ConnectionShare, limit: CountLimit, address: string | undefined): boolean {
    const idle = share.idle();
    this.options.onLimit(limit, address, idle === undefined);
    if (idle === undefined) return false;
    this.#forget(idle);
    idle.socket.destroy();
    return true;
  }

  #shareOf(address: string): ConnectionShare {
    let share = this.#byAddress.get(address);
    if (share === undefined) {
      share = new ConnectionShare(this.limits.maxConnectionsPerAddress);
      this.#byAddress.set(address, share);
    }
    return share;
  }

  #forget(connection: CallerConnection): void {
    this.#all.delete(connection);
    const { address } = connection;
    const share = address === undefined ? undefined : this.#byAddress.get(address);
    if (address === undefined || share === undefined) return;
    share.delete(connection);
    if (share.size === 0) this.#byAddress.delete(address);
  }

  #arrived(request: IncomingMessage, response: ServerResponse, handler: RequestListener): void {
    const connection = request.socket.callerConnection;
    if (connection === undefined || connection.closing) return;
    if (!connection.hasRequest) return void this.#serve(connection, request, response, handler);
    if (connection.waiting.length > 0 && this.#waiting >= WAITING_REQUESTS) {
      return void request.socket.destroy();
    }
    connection.waiting.push({ request, response, handler });
    this.#waiting++;
    if (connection.waiting.length === PIPELINED_REQUESTS) this.#pause(connection);
  }

  #serve(
    connection: CallerConnection,
    request: IncomingMessage,
    response: ServerResponse,
    handler: RequestListener,
  ): void {
    if (connection.rest !== undefined) this.#lingering.delete(connection);
    connection.request = request;
    connection.response = response;
    connection.refused = false;
    connection.intake = undefined;
    connection.outflow = undefined;
    connection.place = this.#running.push(connection) - 1;
    response.once('close', () => {
      this.#answered(connection, request);
    });
    watchPieces(request, {
      manyAtOnce: () => {
        this.#pause(connection);
        setImmediate(this.#readOn, connection);
      },
      tooSmall: () => {
        this.#stopReading(connection);
      },
    });
    handler(request, response);
  }

  readonly #readOn = (connection: CallerConnection): void => {
    if (!connection.unread && connection.waiting.length < PIPELINED_REQUESTS) this.#resume(connection);
  };

  /** A body is not worth reading: its sender is told, if that still can be, and nothing more is taken of the connection. */
  #stopReading(connection: CallerConnection): void {
    const { response, socket } = connection;
    if (connection.unread) return;
    connection.unread = true;
    this.#pause(connection);
    if (connection.closing || response?.headersSent !== false) return void socket.destroy();
    connection.closing = true;
    this.#dropWaiting(connection);
    this.#lingering.add(connection);
    socket.end(rawRefusal(new GatewayError('INVALID_REQUEST', TOO_SMALL)), () => socket.destroy());
  }

  /** An answer is written, or its connection is gone. */
  #answered(connection: CallerConnection, request: IncomingMessage): void {
    this.#leave(connection);
    const { socket } = connection;
    if (socket.destroyed || connection.closing) return;
    if (!request.complete) {
      this.#lingering.add(connection);
      return void request.resume();
    }
    // The next one has to wait its turn: served at once, thousands of short ones would keep the process from all others.
    if (connection.waiting.length > 0) setImmediate(this.#serveNext, connection);
  }

  readonly #serveNext = (connection: CallerConnection): void => {
    const next = connection.socket.destroyed ? undefined : connection.waiting.shift();
    if (next === undefined) return;
    this.#waiting--;
    if (connection.waiting.length === PIPELINED_REQUESTS - 1) this.#resume(connection);
    this.#serve(connection, next.request, next.response, next.handler);
  };

  #leave(connection: CallerConnection): void {
    const { place } = connection;
    if (place < 0) return;
    connection.place = -1;
    connection.response = undefined;
    const last = this.#running.pop();
    if (last === undefined || last === connection) return;
    this.#running[place] = last;
    last.place = place;
  }

  /** Reads no more from a connection, also where Node would. */
  #pause({ socket }: CallerConnection): void {
    socket.on('resume', pauseAgain);
    socket.pause();
  }

  #resume({ socket }: CallerConnection): void {
    socket.off('resume', pauseAgain);
    socket.resume();
  }

  #dropWaiting(connection: CallerConnection): void {
    this.#waiting -= connection.waiting.length;
    connection.waiting.length = 0;
  }

  /** Has a request refused whose body has not come. @param error goes the way of any other where somebody waits for it */
  #refuseBody(connection: CallerConnection, error: GatewayError): void {
    const { request, response, socket } = connection;
    if (request === undefined || response === undefined || response.headersSent) return;
    if (!connection.refused && request.listenerCount('error') > 0) {
      connection.refused = true;
      return void request.emit('error', error);
    }
    socket.write(rawRefusal(error));
    this.#closeGently(connection);
  }

  /** Closes our side, and the connection once the caller has the answer. */
  #closeGently(connection: CallerConnection): void {
    if (connection.closing || connection.socket.destroyed) return;
    connection.closing = true;
    if (connection.waiting.length >= PIPELINED_REQUESTS) this.#resume(connection);
    this.#dropWaiting(connection);
    this.#lingering.add(connection);
    connection.socket.end();
    connection.request?.resume();
  }
}

/** Node reads on whenever an answer has left. */
function pauseAgain(this: Socket): void {
  this.pause();
}
