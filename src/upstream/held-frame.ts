import { processBytes } from '../memory/byte-budget';

/** A frame takes of the memory for bodies in steps of this size. */
const STEP_BYTES = 1024 * 1024;

/** What the unfinished frame of a stream holds of the memory for bodies. */
export class HeldFrame {
  readonly #lease = processBytes.lease();

  /**
   * Counts the frame as it is now. It does not wait: what was read of a stream is in memory.
   * @returns false when there is no room for it
   */
  holds(bytes: number): boolean {
    if (bytes < this.#lease.bytes - STEP_BYTES) this.#lease.release();
    const missing = bytes - this.#lease.bytes;
    return missing <= 0 || this.#lease.tryTake(Math.max(missing, STEP_BYTES));
  }

  /** The stream has ended. */
  release(): void {
    this.#lease.release();
  }
}
