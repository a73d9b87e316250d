import { recordEnd } from '../journal/frame';
import type { FramePlace } from '../journal/frame';
import type { RecordHead } from '../record-reading';
import { recordHead } from '../record-reading';
import type { CallTexts } from './write-batch';

/**
 * Records of a segment, as places among its bytes. A part of a segment has thousands: an object for each, kept until all
 * are in the store, is what the collector of the store's small heap would move about.
 */
export class SegmentRecords implements CallTexts {
  /** Where each begins and ends, one after the other. */
  readonly #places: number[] = [];

  constructor(private readonly bytes: Buffer) {}

  get length(): number {
    return this.#places.length / 2;
  }

  /** Adds the records of a frame. */
  addFrame({ from, to }: FramePlace): void {
    for (let at = from; at < to;) {
      const end = recordEnd(this.bytes, at, to);
      this.#places.push(at, end);
      at = end + 1;
    }
  }

  /** Adds a record that another list of the same bytes has. */
  addFrom(other: SegmentRecords, at: number): void {
    this.#places.push(other.#from(at), other.#to(at));
  }

  /** A list of the same bytes with nothing in it. */
  empty(): SegmentRecords {
    return new SegmentRecords(this.bytes);
  }

  /** @returns undefined for what is no record */
  head(at: number): RecordHead | undefined {
    return recordHead(this.bytes, this.#from(at), this.#to(at));
  }

  /** What `recordOf` reads. Made anew each time. */
  text(at: number): string {
    return this.bytes.toString('utf8', this.#from(at), this.#to(at));
  }

  #from(at: number): number {
    return this.#places[at * 2] ?? 0;
  }

  #to(at: number): number {
    return this.#places[at * 2 + 1] ?? 0;
  }
}
