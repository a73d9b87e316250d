import { rmSync, statSync } from 'node:fs';
import { segmentsIn } from '../journal/segments';
import type { Segment } from '../journal/segments';
import { lostRecord } from '../ledger-record';
import type { BegunRecord, EndedRecord, LedgerRecord, RefusedRecord } from '../ledger-record';
import { putRight, readSegment } from './segment-reader';
import type { SegmentFlaw } from './segment-reader';
import type { LedgerBatch } from './write-batch';

/** How the store fares, for readiness and metrics. */
export interface StoreState {
  readonly reachable: boolean;
  /** Why it is not. */
  readonly reason?: string | undefined;
  /** Bytes of all segments, when they were last looked at. */
  readonly journalBytes: number;
  /** Bytes that are not in the store yet. */
  readonly lagBytes: number;
  /** Calls that were begun and whose process ended before they did, since the start. */
  readonly lost: number;
}

/** What a {@link Shipper} works with. */
export interface ShipperOptions {
  readonly folder: string;
  /** The first segment of this process: those before it were left by others, which have ended. */
  readonly ownFrom: number;
  readonly write: (batch: LedgerBatch) => Promise<void>;
  readonly onFlaw: (flaw: SegmentFlaw, file: string) => void;
}

interface Progress {
  readonly segment: Segment;
  /** What of it is in the store. */
  done: number;
  /** Calls that were begun in it and have not ended yet. */
  open: number;
  readAll: boolean;
}

interface OpenCall {
  readonly begun: BegunRecord;
  readonly in: Progress;
}

/**
 * Brings the journal's records into the store. What is in the store is remembered by place alone: after a restart segments
 * are read again from their beginning, and the store takes no call twice. A segment goes when everything in it is in the
 * store and each call that was begun in it has ended.
 */
export class Shipper {
  readonly #segments = new Map<number, Progress>();
  readonly #open = new Map<string, OpenCall>();
  #lost = 0;
  #replayed = false;

  constructor(private readonly options: ShipperOptions) {}

  /** How many calls were lost, see {@link StoreState}. */
  get lost(): number {
    return this.#lost;
  }

  /**
   * Writes what there is, a batch for each megabyte. It rejects when the store does not take it: nothing is forgotten then.
   */
  async ship(): Promise<void> {
    const found = segmentsIn(this.options.folder);
    const last = found.at(-1)?.number ?? 0;
    for (const segment of found) {
      if (!this.#segments.has(segment.number)) {
        this.#segments.set(segment.number, { segment, done: 0, open: 0, readAll: false });
      }
    }
    const inOrder = [...this.#segments.values()].sort(
      (one, other) => one.segment.number - other.segment.number,
    );
    for (const progress of inOrder) {
      const isOwn = progress.segment.number >= this.options.ownFrom;
      if (isOwn && !this.#replayed) await this.#concludeReplay();
      await this.#shipSegment(progress, isOwn, progress.segment.number === last);
    }
    if (!this.#replayed) await this.#concludeReplay();
    this.#deleteDone(last);
  }

  /** The size of the journal, and how much of it is not in the store yet. */
  measure(): Pick<StoreState, 'journalBytes' | 'lagBytes'> {
    let journalBytes = 0;
    let lagBytes = 0;
    for (const segment of segmentsIn(this.options.folder)) {
      const size = statSync(segment.file, { throwIfNoEntry: false })?.size ?? 0;
      journalBytes += size;
      lagBytes += Math.max(0, size - (this.#segments.get(segment.number)?.done ?? 0));
    }
    return { journalBytes, lagBytes };
  }

  async #shipSegment(progress: Progress, isOwn: boolean, isLast: boolean): Promise<void> {
    if (progress.readAll) return;
    // A segment that another follows gets no further record; what is cut short in it stays so.
    const living = isOwn && isLast;
    for (;;) {
      const { segment, done } = progress;
      const { records, next, isEnd, flaw } = readSegment(segment, done, living);
      await this.options.write(batchOf(records));
      this.#note(records, progress);
      if (flaw !== undefined) this.options.onFlaw(flaw, putRight(segment, flaw));
      progress.done = next;
      if (isEnd) break;
    }
    if (!living) progress.readAll = true;
  }

  #note(records: readonly LedgerRecord[], progress: Progress): void {
    for (const record of records) {
      if (record.kind === 'begun') {
        if (this.#open.has(record.id)) continue;
        this.#open.set(record.id, { begun: record, in: progress });
        progress.open++;
      } else if (record.kind === 'ended') this.#close(record.id);
    }
  }

  #close(id: string): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    open.in.open--;
  }

  /** Nothing of earlier processes is left to read: what they began and did not end is lost. */
  async #concludeReplay(): Promise<void> {
    const lost = [...this.#open.values()];
    await this.options.write({ calls: lost.map(({ begun }) => lostRecord(begun)), refusals: [] });
    for (const { begun } of lost) this.#close(begun.id);
    this.#lost += lost.length;
    this.#replayed = true;
  }

  #deleteDone(last: number): void {
    for (const [number, { segment, readAll, open }] of this.#segments) {
      if (!readAll || open > 0 || number === last) continue;
      rmSync(segment.file, { force: true });
      this.#segments.delete(number);
    }
  }
}

function batchOf(records: readonly LedgerRecord[]): LedgerBatch {
  const calls: EndedRecord[] = [];
  const refusals: RefusedRecord[] = [];
  for (const record of records) {
    if (record.kind === 'ended') calls.push(record);
    else if (record.kind === 'refused') refusals.push(record);
  }
  return { calls, refusals };
}
