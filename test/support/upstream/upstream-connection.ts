import type { Socket } from 'node:net';
import { within } from '../observation/until';

/** One TCP connection that the proxy opened to the fake upstream, and how it ended. */
export class UpstreamConnection {
  /** As {@link closed}, for scripts: a held answer may wait as long as the test takes. */
  readonly ending: Promise<number>;
  closedAt: number | undefined;
  /** Who ended it: `proxy`, or `upstream` when a script did. */
  closedBy: 'proxy' | 'upstream' | undefined;
  #resolveClosed!: (at: number) => void;

  constructor(
    readonly id: number,
    readonly socket: Socket,
  ) {
    this.ending = new Promise((resolve) => (this.#resolveClosed = resolve));
    socket.once('end', () => {
      this.#note('proxy');
      // Node would first wait for what is still to be written, which nobody reads any more.
      socket.destroy();
    });
    socket.once('error', () => this.#note('proxy'));
    socket.once('close', () => this.#note('upstream'));
  }

  /** Resolves when the connection has ended, no matter who ended it, with that time (`performance.now()`). */
  get closed(): Promise<number> {
    return within(this.ending, { what: `connection ${this.id} of the upstream to end` });
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
