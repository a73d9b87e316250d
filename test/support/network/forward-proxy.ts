import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** One request that a {@link ForwardProxy} was given. */
export interface ProxiedRequest {
  /** `CONNECT`, or the method of a request with an absolute URL. */
  readonly method: string;
  /** `host:port` as it was asked for. */
  readonly target: string;
  readonly authorization: string | undefined;
}

/** A company's HTTP proxy: takes tunnels and absolute URLs, and brings all of them to one port of 127.0.0.1. */
export class ForwardProxy {
  readonly requests: ProxiedRequest[] = [];
  /** Refuses tunnels and requests with this status; undefined lets them through. */
  refuseWith: number | undefined;
  readonly #server = createServer((incoming, response) => this.#forward(incoming, response));
  readonly #sockets = new Set<Socket | Duplex>();

  private constructor(private readonly destinationPort: number) {
    this.#server.on('connect', (incoming: IncomingMessage, socket: Duplex) => this.#tunnel(incoming, socket));
    this.#server.on('connection', (socket) => this.#keep(socket));
  }

  /** Starts listening. @param destinationPort where everything ends up, whatever host was asked for */
  static async start(destinationPort: number): Promise<ForwardProxy> {
    const proxy = new ForwardProxy(destinationPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `http://127.0.0.1:<port>`. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #tunnel(incoming: IncomingMessage, caller: Duplex): void {
    this.#note(incoming, incoming.url ?? '');
    if (this.refuseWith !== undefined) {
      caller.end(`HTTP/1.1 ${this.refuseWith} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const destination = connect(this.destinationPort, '127.0.0.1', () => {
      caller.write('HTTP/1.1 200 Connection established\r\n\r\n');
      destination.pipe(caller).pipe(destination);
    });
    this.#keep(destination);
  }

  #forward(incoming: IncomingMessage, response: ServerResponse): void {
    const { host, pathname, search } = new URL(incoming.url ?? '');
    this.#note(incoming, host);
    if (this.refuseWith !== undefined) {
      response.writeHead(this.refuseWith).end();
      return;
    }
    const { method } = incoming;
    const path = pathname + search;
    const headers = { ...incoming.headers };
    delete headers['proxy-authorization'];
    const onward = httpRequest({ host: '127.0.0.1', port: this.destinationPort, method, path, headers });
    onward.on('socket', (socket) => this.#keep(socket));
    onward.on('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  }

  #note({ method = '', headers }: IncomingMessage, target: string): void {
    this.requests.push({ method, target, authorization: headers['proxy-authorization'] });
  }

  #keep(socket: Socket | Duplex): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
