import { crc32 } from 'node:zlib';

/** What a segment file begins with: whose it is, and the version of what follows. */
const MAGIC = Buffer.from('LLMPJRNL');
/**
 * The version of the journal that this release writes, and the newest that it reads. In version 1 a
 * frame holds one record; up to version 2 a record is an object with names.
 */
export const JOURNAL_VERSION = 3;
/** The magic and the version, 2 bytes, little-endian. */
export const HEADER_BYTES = MAGIC.length + 2;
/** Length and CRC-32 of the records, 4 bytes each, little-endian. */
const FRAME_HEAD_BYTES = 8;
/** The records of a frame are not longer together; a greater length is a damage. */
export const MAX_FRAME_BYTES = 256 * 1024;
/** What ends a record within its frame; JSON holds none. */
const RECORD_END = 0x0a;

/** The first bytes of a segment file. */
export function segmentHeader(): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt16LE(JOURNAL_VERSION, MAGIC.length);
  return header;
}

/** The version of a segment file by its first bytes; undefined for a file that is no segment. */
export function versionIn(header: Buffer): number | undefined {
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  return header.readUInt16LE(MAGIC.length);
}

/**
 * Frames that wait to be written, in one buffer that is used again. Records that are added one after the other share a
 * frame, so that one checksum serves them all.
 */
export class FrameBuffer {
  #bytes = Buffer.allocUnsafe(64 * 1024);
  #used = 0;
  /** Where the frame that is being filled begins. */
  #frame: number | undefined;

  get length(): number {
    return this.#used;
  }

  /** Adds a record. @returns whether it was short enough */
  add(record: string): boolean {
    // A character of UTF-16 takes three bytes at most.
    const most = record.length * 3 + 1;
    if (this.#frame !== undefined && this.#used - this.#frame + most > MAX_FRAME_BYTES) this.#seal();
    this.#makeRoom(FRAME_HEAD_BYTES + most);
    const frame = this.#frame ?? this.#used;
    const at = this.#frame === undefined ? frame + FRAME_HEAD_BYTES : this.#used;
    const length = this.#bytes.write(record, at);
    if (length >= MAX_FRAME_BYTES) return false;
    this.#bytes[at + length] = RECORD_END;
    this.#frame = frame;
    this.#used = at + length + 1;
    return true;
  }

  /** All frames. They are valid until the next {@link add}. */
  get bytes(): Buffer {
    this.#seal();
    return this.#bytes.subarray(0, this.#used);
  }

  clear(): void {
    this.#used = 0;
    this.#frame = undefined;
  }

  /** Puts the length and the checksum before the records of the frame that is being filled. */
  #seal(): void {
    const at = this.#frame;
    if (at === undefined) return;
    this.#frame = undefined;
    const from = at + FRAME_HEAD_BYTES;
    this.#bytes.writeUInt32LE(this.#used - from, at);
    this.#bytes.writeUInt32LE(crc32(this.#bytes.subarray(from, this.#used)), at + 4);
  }

  #makeRoom(bytes: number): void {
    if (this.#used + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#used + bytes));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }
}

/** Where among some bytes the records of a frame begin and end. */
export interface FramePlace {
  readonly from: number;
  readonly to: number;
}

/** What was found at the beginning of some bytes of a segment. */
export type FrameFound =
  | ({ readonly kind: 'frame' } & FramePlace)
  /** There is less than one frame: more may come, or the process ended while it wrote. */
  | { readonly kind: 'part' }
  /** The bytes are not what was written. */
  | { readonly kind: 'damage' };

/** Reads the frame that begins at an offset. */
export function frameAt(bytes: Buffer, offset: number): FrameFound {
  if (bytes.length - offset < FRAME_HEAD_BYTES) return { kind: 'part' };
  const length = bytes.readUInt32LE(offset);
  if (length === 0 || length > MAX_FRAME_BYTES) return { kind: 'damage' };
  const from = offset + FRAME_HEAD_BYTES;
  if (bytes.length < from + length) return { kind: 'part' };
  const end = from + length;
  if (crc32(bytes.subarray(from, end)) !== bytes.readUInt32LE(offset + 4)) return { kind: 'damage' };
  return { kind: 'frame', from, to: end };
}

/** Where the record that begins at a place ends; the next one begins a byte behind. @param to the end of its frame */
export function recordEnd(bytes: Buffer, from: number, to: number): number {
  const found = bytes.indexOf(RECORD_END, from);
  // In version 1 nothing ends the one record of a frame.
  return found < 0 || found > to ? to : found;
}
