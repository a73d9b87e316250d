import type { Socket } from 'node:net';

/** One TCP connection that the proxy opened to the fake upstream, and how it ended. */
export class UpstreamConnection {
  /** Resolves when the connection has ended, no matter who ended it, with that time (`performance.now()`). */
  readonly closed: Promise<number>;
  closedAt: number | undefined;
  /** Who ended it: `proxy`, or `upstream` when a script did. */
  closedBy: 'proxy' | 'upstream' | undefined;
  #resolveClosed!: (at: number) => void;

  constructor(
    readonly id: number,
    readonly socket: Socket,
  ) {
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
    socket.once('end', () => {
      this.#note('proxy');
      // Node would first wait for what is still to be written, which nobody reads any more.
      socket.destroy();
    });
    socket.once('error', () => this.#note('proxy'));
    socket.once('close', () => this.#note('upstream'));
  }

  /** Ends the connection from the upstream's side: with FIN, or with RST when `reset` is set. */
  destroy({ reset = false } = {}): void {
    this.#note('upstream');
    if (reset) this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  #note(side: 'proxy' | 'upstream'): void {
    if (this.closedAt !== undefined) return;
    this.closedAt = performance.now();
    this.closedBy = side;
    this.#resolveClosed(this.closedAt);
  }
}
