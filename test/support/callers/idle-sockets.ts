import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const AT_A_TIME = 200;

/** Many connections that ask for nothing, or for something very slowly. */
export class IdleSockets {
  private constructor(private readonly sockets: readonly Socket[]) {}

  /** Opens `count` connections to 127.0.0.1. @throws Error when one is refused */
  static async open(port: number, count: number): Promise<IdleSockets> {
    const sockets: Socket[] = [];
    try {
      while (sockets.length < count) {
        const batch = Array.from({ length: Math.min(AT_A_TIME, count - sockets.length) }, () =>
          connect(port, '127.0.0.1'),
        );
        sockets.push(...batch);
        await Promise.all(batch.map((socket) => once(socket, 'connect')));
      }
    } catch (error) {
      for (const socket of sockets) socket.destroy();
      throw error;
    }
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.resume();
    }
    return new IdleSockets(sockets);
  }

  /** How many the server has not closed. */
  get openCount(): number {
    return this.sockets.filter((socket) => !socket.destroyed && !socket.readableEnded).length;
  }

  /** Writes the same bytes on each that is open: a piece of a slow request. */
  write(bytes: string | Buffer): void {
    for (const socket of this.sockets) if (socket.writable) socket.write(bytes);
  }

  /** Closes those that are still open. */
  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
