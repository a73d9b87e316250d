/** What the frames of one answer take at most, in bytes. */
export const MAX_LOGGED_BYTES = 8 * 1024 * 1024;
/** What those of all running answers take together. */
const MAX_TOGETHER_BYTES = 128 * 1024 * 1024;
const FIRST_PAGE_BYTES = 4 * 1024;
const MAX_PAGE_BYTES = 64 * 1024;

let together = 0;

/**
 * The frames of a running answer, as they went to its caller: copied one behind the other, which takes a tenth of a
 * microsecond a frame. An answer that grows over the limit, or finds no room, is forgotten.
 */
export class AnswerLog {
  #pages: Buffer[] = [];
  #page = Buffer.alloc(0);
  #used = 0;
  #held = 0;
  #size = 0;
  #forgotten = false;

  /** Bytes that were added. */
  get size(): number {
    return this.#size;
  }

  /** Whether it holds all that was added. */
  get complete(): boolean {
    return !this.#forgotten;
  }

  /** Adds whole frames. */
  add(frames: Buffer): void {
    this.#size += frames.length;
    if (this.#forgotten) return;
    if (this.#used + frames.length > this.#page.length && !this.#turn(frames.length)) {
      this.#forgotten = true;
      this.release();
      return;
    }
    this.#used += frames.copy(this.#page, this.#used);
  }

  /** All frames, in one. */
  read(): Buffer {
    return Buffer.concat([...this.#pages, this.#page.subarray(0, this.#used)]);
  }

  /** Gives its memory back; nothing is read of it afterwards. */
  release(): void {
    together -= this.#held;
    this.#held = 0;
    this.#pages = [];
    this.#page = Buffer.alloc(0);
    this.#used = 0;
    this.#forgotten = true;
  }

  /** Begins a page with room for so many bytes. @returns false when there is no room */
  #turn(needed: number): boolean {
    const next = Math.min(MAX_PAGE_BYTES, Math.max(FIRST_PAGE_BYTES, this.#page.length * 2));
    const bytes = Math.max(next, needed);
    if (this.#held + bytes > MAX_LOGGED_BYTES || together + bytes > MAX_TOGETHER_BYTES) return false;
    if (this.#used > 0) this.#pages.push(this.#page.subarray(0, this.#used));
    this.#page = Buffer.allocUnsafeSlow(bytes);
    this.#used = 0;
    this.#held += bytes;
    together += bytes;
    return true;
  }
}
