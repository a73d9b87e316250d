/**
 * Tells about how much frames say that are not parsed, by their sizes: what they have beyond the smallest of them. Each has the same
 * fields around its text.
 */
export class FrameSizes {
  #frames = 0;
  #bytes = 0;
  #leastBytes = Infinity;

  /** Notes frames that came together. */
  add(bytes: number, frames = 1): void {
    this.#frames += frames;
    this.#bytes += bytes;
    const each = bytes / frames;
    if (each < this.#leastBytes) this.#leastBytes = each;
  }

  /** Characters, about. */
  get characters(): number {
    return this.#frames === 0 ? 0 : Math.floor(this.#bytes - this.#frames * this.#leastBytes);
  }
}
