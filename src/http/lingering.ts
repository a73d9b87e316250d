import type { CallerConnection } from './caller-connection';
import {
  LINGER_BYTES,
  LINGER_LOOK_MS,
  LINGER_MS,
  LINGER_SILENCE_MS,
  REST_BYTES,
  REST_MS,
} from './connection-limits';

/** So long after the last byte nothing more is on its way from a caller who has sent all. */
const SETTLED_MS = 200;

/**
 * Connections whose answer left before their request had come. What still comes is read and dropped, in two steps: a
 * little, so that the connection can be kept; then, with our side closed, as much as it takes until the caller reads the
 * answer and closes too. Both have limits of bytes and of time.
 */
export class Lingering {
  readonly #connections = new Set<CallerConnection>();
  #timer: NodeJS.Timeout | undefined;
  readonly #onEmpty: (() => void)[] = [];

  /** Begins with the step that the connection is at; also where it was at the other one. */
  add(connection: CallerConnection): void {
    const now = performance.now();
    const { bytesRead } = connection.socket;
    connection.rest = { at: bytesRead, since: now, startedAt: now, startedWith: bytesRead };
    this.#connections.add(connection);
    this.#timer ??= setInterval(this.#look, LINGER_LOOK_MS);
  }

  delete(connection: CallerConnection): void {
    connection.rest = undefined;
    if (!this.#connections.delete(connection) || this.#connections.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const resolve of this.#onEmpty.splice(0)) resolve();
  }

  /** Resolves once no such connection is left. */
  empty(): Promise<void> {
    if (this.#connections.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onEmpty.push(resolve));
  }

  readonly #look = (): void => {
    const now = performance.now();
    for (const connection of this.#connections) {
      if (connection.closing) this.#lookAtClosing(connection, now);
      else this.#lookAtRest(connection, now);
    }
  };

  #lookAtRest(connection: CallerConnection, now: number): void {
    const { rest, request, socket } = connection;
    if (rest === undefined || request?.complete !== false) return void this.delete(connection);
    if (now - rest.startedAt < REST_MS && socket.bytesRead - rest.startedWith < REST_BYTES) return;
    // Counts as the last answer from here on.
    socket.destroySoon();
  }

  #lookAtClosing({ rest, request, socket }: CallerConnection, now: number): void {
    if (rest === undefined) return;
    if (socket.bytesRead !== rest.at) {
      rest.at = socket.bytesRead;
      rest.since = now;
    }
    const silentMs = now - rest.since;
    const complete = socket.readableEnded || request?.complete === true;
    if (
      (complete && socket.writableFinished && silentMs >= SETTLED_MS) ||
      silentMs >= LINGER_SILENCE_MS ||
      now - rest.startedAt >= LINGER_MS ||
      rest.at - rest.startedWith >= LINGER_BYTES
    ) {
      socket.destroy();
    }
  }
}
