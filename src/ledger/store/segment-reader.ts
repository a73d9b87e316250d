import { closeSync, fstatSync, openSync, readSync, renameSync, truncateSync } from 'node:fs';
import { HEADER_BYTES, frameAt, MAX_FRAME_BYTES, versionIn } from '../journal/frame';
import type { Segment } from '../journal/segments';
import { SegmentRecords } from './segment-records';

const READ_BYTES = 1024 * 1024;
const LONGEST_FRAME_BYTES = MAX_FRAME_BYTES + 8;

/** How a segment ended that is not what was written. */
export interface SegmentFlaw {
  readonly kind: 'torn' | 'damaged';
  /** Where what was written ends. */
  readonly at: number;
  /** Bytes that were not read. */
  readonly bytes: number;
}

/** What was read of a segment at once. */
export interface SegmentPart {
  readonly records: SegmentRecords;
  /** Where to read on. */
  readonly next: number;
  /** Whether there was nothing more to read. */
  readonly isEnd: boolean;
  /** What is behind the records and can never be read. */
  readonly flaw?: SegmentFlaw;
}

/**
 * Reads a segment's records from a place on, about a megabyte.
 * @param living whether its process may still write to it: an incomplete frame is one that is coming
 */
export function readSegment({ file }: Segment, from: number, living: boolean): SegmentPart {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const start = from === 0 ? afterHeader(fd, size) : from;
    if (start === undefined) {
      const isEnd = { records: new SegmentRecords(Buffer.alloc(0)), next: living ? 0 : size, isEnd: true };
      // A process may end before it has written the header; anything longer is no segment of ours.
      return living || size < HEADER_BYTES
        ? isEnd
        : { ...isEnd, flaw: { kind: 'damaged', at: 0, bytes: size } };
    }
    const bytes = Buffer.alloc(Math.min(size - start, READ_BYTES + LONGEST_FRAME_BYTES));
    const length = bytes.length === 0 ? 0 : readSync(fd, bytes, 0, bytes.length, start);
    const read = bytes.subarray(0, length);
    const records = new SegmentRecords(read);
    let at = 0;
    while (at < length && at < READ_BYTES) {
      const found = frameAt(read, at);
      if (found.kind === 'frame') {
        records.addFrame(found);
        at = found.to;
        continue;
      }
      const next = start + at;
      if (living) return { records, next, isEnd: true };
      const isTail = found.kind === 'part' || reachesEnd(read, at, size - next);
      const flaw = { kind: isTail ? 'torn' : 'damaged', at: next, bytes: size - next } as const;
      return { records, next: size, isEnd: true, flaw };
    }
    const next = start + at;
    return { records, next, isEnd: next >= size };
  } finally {
    closeSync(fd);
  }
}

/**
 * Cuts off a tail that was not written whole; sets a damaged segment aside, for somebody to look at.
 * @returns where it is now
 */
export function putRight({ file }: Segment, { kind, at }: SegmentFlaw): string {
  if (kind === 'torn') {
    truncateSync(file, at);
    return file;
  }
  renameSync(file, `${file}.damaged`);
  return `${file}.damaged`;
}

/** Whether a frame that is not what was written reaches to the segment's end, as one does whose write was cut short. */
function reachesEnd(bytes: Buffer, at: number, left: number): boolean {
  const length = bytes.readUInt32LE(at);
  return length > 0 && length <= MAX_FRAME_BYTES && length + 8 >= left;
}

function afterHeader(fd: number, size: number): number | undefined {
  if (size < HEADER_BYTES) return undefined;
  const header = Buffer.alloc(HEADER_BYTES);
  readSync(fd, header, 0, HEADER_BYTES, 0);
  return versionIn(header) === undefined ? undefined : HEADER_BYTES;
}
