import type { Piece } from './keyed-answer';

/** In front of each piece: the number of its bytes and of its frames, as 32-bit numbers. */
const HEAD_BYTES = 8;

/** A piece as it is stored: pieces one behind the other can be cut anywhere. */
export function pieceBytes({ frames, count }: Piece): readonly Buffer[] {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  head.writeUInt32LE(frames.length, 0);
  head.writeUInt32LE(count, 4);
  return [head, frames];
}

/** Reads pieces out of bytes that come in any parts. */
export class PieceReader {
  #parts: Buffer[] = [];
  #length = 0;

  /** Takes bytes. @returns the pieces that are complete now */
  push(bytes: Buffer): readonly Piece[] {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    const pieces: Piece[] = [];
    for (let piece = this.#next(); piece !== undefined; piece = this.#next()) pieces.push(piece);
    return pieces;
  }

  #next(): Piece | undefined {
    if (this.#length < HEAD_BYTES) return undefined;
    const [first] = this.#parts;
    const whole = first !== undefined && first.length >= HEAD_BYTES ? first : this.#join();
    const end = HEAD_BYTES + whole.readUInt32LE(0);
    if (this.#length < end) return undefined;
    const all = whole.length >= end ? whole : this.#join();
    const rest = all.subarray(end);
    this.#parts = rest.length === 0 ? this.#parts.slice(1) : [rest, ...this.#parts.slice(1)];
    this.#length -= end;
    return { frames: all.subarray(HEAD_BYTES, end), count: all.readUInt32LE(4) };
  }

  #join(): Buffer {
    const joined = Buffer.concat(this.#parts);
    this.#parts = [joined];
    return joined;
  }
}
