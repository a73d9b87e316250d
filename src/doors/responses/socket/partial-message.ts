import type { GatewayError } from '../../../errors/gateway-error';
import { processBytes } from '../../../memory/byte-budget';

/** So many bytes are not counted with the bodies in memory, and further ones in steps of as many. */
const STEP_BYTES = 64 * 1024;

/**
 * The bytes of a message that is not there as a whole yet. They are in memory, and a peer may hold back its last byte: they take
 * room among the bodies of requests, and wait for it unread.
 */
export class PartialMessage {
  readonly #lease = processBytes.lease();
  #bytes = 0;
  #waits = false;

  /**
   * @param peer is not read while there is no room
   * @param onNoRoom told when there was no room for too long
   */
  constructor(
    private readonly peer: { pause(): void; resume(): void },
    private readonly onNoRoom: (problem: GatewayError) => void,
  ) {}

  /** Whether it waits for room: its peer cannot be heard. */
  get waits(): boolean {
    return this.#waits;
  }

  /** Bytes came in. */
  arrived(bytes: number): void {
    this.#bytes += bytes;
    const uncounted = this.#bytes - this.#lease.bytes;
    if (this.#waits || uncounted <= STEP_BYTES || this.#lease.tryTake(uncounted)) return;
    this.#waits = true;
    this.peer.pause();
    this.#lease.take(uncounted, (problem) => {
      this.#waits = false;
      if (problem === undefined) this.peer.resume();
      else this.onNoRoom(problem);
    });
  }

  /** A message is whole, or none will come: the one that takes it counts it anew. */
  over(): void {
    this.#bytes = 0;
    this.#waits = false;
    this.#lease.release();
  }
}
