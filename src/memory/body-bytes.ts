/** Pieces below this are copied together: the object around a piece takes more memory than such a piece does. */
const SMALL_PIECE = 4096;
/** The most room for small pieces that are copied together; less while there are few. */
const SLAB_BYTES = 64 * 1024;

/**
 * The bytes of a body as they come in. What it takes is in proportion to the bytes, in however many pieces they come: a
 * chunked transfer may be one byte a piece.
 */
export class BodyBytes {
  #pieces: Buffer[] = [];
  /** The whole body's place, where its length is known. */
  #whole: Buffer | undefined;
  #slab: Buffer | undefined;
  #slabUsed = 0;
  #size = 0;

  /** @param length of the body where it was declared and is worth a place of its own; memory is taken as it is filled */
  constructor(length?: number) {
    if (length !== undefined) this.#whole = Buffer.allocUnsafeSlow(length);
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  add(piece: Buffer): void {
    if (piece.length === 0) return;
    if (this.#whole !== undefined) piece.copy(this.#whole, this.#size);
    else if (piece.length >= SMALL_PIECE || this.#size === 0) this.#keep(piece);
    else this.#copy(piece);
    this.#size += piece.length;
  }

  /** All of them, in one. */
  join(): Buffer {
    if (this.#whole !== undefined) return this.#whole.subarray(0, this.#size);
    this.#endSlab();
    const [only] = this.#pieces;
    return this.#pieces.length === 1 && only !== undefined ? only : Buffer.concat(this.#pieces, this.#size);
  }

  /** All of them, in one, which are held here no longer. */
  take(): Buffer {
    const bytes = this.join();
    this.#pieces = [];
    this.#whole = this.#slab = undefined;
    this.#size = 0;
    return bytes;
  }

  #keep(piece: Buffer): void {
    this.#endSlab();
    this.#pieces.push(piece);
  }

  #copy(piece: Buffer): void {
    if (this.#slab === undefined || this.#slabUsed + piece.length > this.#slab.length) {
      this.#endSlab();
      this.#slab = Buffer.allocUnsafeSlow(Math.min(SLAB_BYTES, Math.max(2 * SMALL_PIECE, this.#size)));
    }
    piece.copy(this.#slab, this.#slabUsed);
    this.#slabUsed += piece.length;
  }

  #endSlab(): void {
    if (this.#slab !== undefined) this.#pieces.push(this.#slab.subarray(0, this.#slabUsed));
    this.#slab = undefined;
    this.#slabUsed = 0;
  }
}
