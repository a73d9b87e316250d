import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A line to a server that can be cut. */
export class Cable {
  readonly #sockets = new Set<Socket>();
  #state: 'whole' | 'cut' | 'frozen' = 'whole';

  private constructor(
    private readonly server: Server,
    private readonly target: number,
    readonly port: number,
  ) {
    server.on('connection', (near: Socket) => {
      if (this.#state === 'cut') {
        near.destroy();
        return;
      }
      const far = connect(this.target, '127.0.0.1');
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.on('data', (bytes) => this.#state === 'whole' && other.write(bytes));
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
      }
    });
  }

  static async to(target: number): Promise<Cable> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return new Cable(server, target, (server.address() as AddressInfo).port);
  }

  /** Whether no connection is open. */
  get idle(): boolean {
    return this.#sockets.size === 0;
  }

  cut(): void {
    this.#state = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }

  freeze(): void {
    this.#state = 'frozen';
  }

  repair(): void {
    this.#state = 'whole';
  }

  /** As if the server had ended: connections are reset, and refused afterwards. */
  async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }

  /** As if the server had started again, on the same port. */
  async open(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(this.port, '127.0.0.1', done));
    this.repair();
  }
}
