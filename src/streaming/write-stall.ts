import type { Socket } from 'node:net';

/** How often a wait is looked after within its limit. */
const LOOKS = 8;

/**
 * Calls back once when a socket's peer has taken nothing of what waits for it for so long. `socket.setTimeout` would not
 * do: whatever the peer sends puts it off. Reading slowly is no offence.
 */
export class WriteStall {
  readonly #timer: NodeJS.Timeout;
  #left = LOOKS;
  #taken: number;

  constructor(
    private readonly socket: Socket,
    limitMs: number,
    private readonly onStall: () => void,
  ) {
    this.#taken = takenOf(socket);
    this.#timer = setInterval(this.#look, limitMs / LOOKS);
  }

  /** Lets go of the socket. */
  stop(): void {
    clearInterval(this.#timer);
  }

  readonly #look = (): void => {
    const taken = takenOf(this.socket);
    this.#left = taken === this.#taken ? this.#left - 1 : LOOKS;
    this.#taken = taken;
    if (this.#left > 0) return;
    this.stop();
    this.onStall();
  };
}

/** Bytes that the system has taken over. Of a write that is under way only Node's handle knows how far it has come. */
function takenOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle');
  const queued: unknown =
    typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'writeQueueSize') : 0;
  return socket.bytesWritten - socket.writableLength - (typeof queued === 'number' ? queued : 0);
}
