import { Injectable } from '@nestjs/common';

/** A connection that has left HTTP. */
export interface OpenSocket {
  /** Ends it once nothing is under way on it. */
  drain(): void;
  /** Ends it now. */
  terminate(): void;
}

/** The connections that have left HTTP: the server does not know them any more, and they have to be ended when it stops. */
@Injectable()
export class OpenSockets {
  readonly #open = new Set<OpenSocket>();
  #onEmpty: (() => void) | undefined;

  get count(): number {
    return this.#open.size;
  }

  add(socket: OpenSocket): void {
    this.#open.add(socket);
  }

  delete(socket: OpenSocket): void {
    if (this.#open.delete(socket) && this.#open.size === 0) this.#onEmpty?.();
  }

  /** Ends each once nothing is under way on it; resolves when none is left. */
  drain(): Promise<void> {
    for (const socket of [...this.#open]) socket.drain();
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  terminateAll(): void {
    for (const socket of [...this.#open]) socket.terminate();
  }
}
