import type { CallerConnection } from './caller-connection';

/** How many connections are looked at for one that may be closed. */
const LOOKS = 256;

/** Connections that have one limit on their number together: all of them, or those from one address. */
export class ConnectionShare {
  /** In the order in which they came, but for busy ones that were looked at. */
  readonly #connections = new Set<CallerConnection>();

  /** @param limit 0 for any number */
  constructor(private readonly limit: number) {}

  get size(): number {
    return this.#connections.size;
  }

  get full(): boolean {
    return this.limit > 0 && this.#connections.size >= this.limit;
  }

  add(connection: CallerConnection): void {
    this.#connections.add(connection);
  }

  delete(connection: CallerConnection): void {
    this.#connections.delete(connection);
  }

  /** An old connection that has no request, so that a new one may take its place; undefined if each has a request. */
  idle(): CallerConnection | undefined {
    let looks = Math.min(LOOKS, this.#connections.size);
    for (const connection of this.#connections) {
      if (connection.idle) return connection;
      if (--looks < 0) return undefined;
      // At the end it is not looked at again so soon.
      this.#connections.delete(connection);
      this.#connections.add(connection);
    }
    return undefined;
  }
}
