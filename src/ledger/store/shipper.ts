import { existsSync, rmSync, statSync } from 'node:fs';
import { segmentsIn } from '../journal/segments';
import type { Segment } from '../journal/segments';
import { lostRecord } from '../ledger-record';
import { recordOf } from '../record-reading';
import { askedText, endedText } from '../record-text';
import { putRight, readSegment } from './segment-reader';
import type { SegmentFlaw } from './segment-reader';
import { SortedPart } from './sorted-part';
import { listedTexts } from './write-batch';
import type { LedgerBatch } from './write-batch';

/** How the store fares, for readiness and metrics. */
export interface StoreState {
  readonly reachable: boolean;
  /** Why it is not: for the log, and what readiness says that its database is. */
  readonly failure?: { readonly reason: string; readonly trouble: string };
  /** Whether nothing is left to delete or to sum for now. */
  readonly tidied: boolean;
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
  readonly in: Progress;
  /** The text of its begun record, if an earlier process wrote it: this process will say itself how its calls ended. */
  readonly begun: string | undefined;
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
    this.#forgetDeleted(found);
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
    const { folder } = this.options;
    // Somebody may have deleted the folder; what could not be shipped says so.
    for (const segment of existsSync(folder) ? segmentsIn(folder) : []) {
      const size = statSync(segment.file, { throwIfNoEntry: false })?.size ?? 0;
      journalBytes += size;
      lagBytes += Math.max(0, size - (this.#segments.get(segment.number)?.done ?? 0));
    }
    return { journalBytes, lagBytes };
  }

  /**
   * Deletes what is in the store, the last segment too: for when nobody writes to it any more and the database is closed. A release
   * that cannot read this one's journal starts on an empty one alone.
   */
  deleteShipped(): void {
    for (const [number, { segment, done, open }] of this.#segments) {
      const size = statSync(segment.file, { throwIfNoEntry: false })?.size ?? 0;
      if (open > 0 || done < size) continue;
      rmSync(segment.file, { force: true });
      this.#segments.delete(number);
    }
  }

  async #shipSegment(progress: Progress, isOwn: boolean, isLast: boolean): Promise<void> {
    if (progress.readAll) return;
    // A segment that another follows gets no further record; what is cut short in it stays so.
    const living = isOwn && isLast;
    for (;;) {
      const { segment, done } = progress;
      const { records, next, isEnd, flaw } = readSegment(segment, done, living);
      const part = new SortedPart(records);
      await this.options.write({ calls: part.ended, refusals: part.refusals });
      for (const [id, at] of part.begun) this.#noteBegun(id, isOwn ? undefined : records.text(at), progress);
      for (const id of part.endedOfOthers) this.#close(id);
      if (flaw !== undefined) this.options.onFlaw(flaw, putRight(segment, flaw));
      progress.done = next;
      if (isEnd) break;
    }
    if (!living) progress.readAll = true;
  }

  #noteBegun(id: string, begun: string | undefined, progress: Progress): void {
    if (this.#open.has(id)) return;
    this.#open.set(id, { begun, in: progress });
    progress.open++;
  }

  #close(id: string): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    open.in.open--;
  }

  /** Nothing of earlier processes is left to read: what they began and did not end is lost. */
  async #concludeReplay(): Promise<void> {
    const lost = [...this.#open.values()].flatMap(({ begun }) => {
      const record = begun === undefined ? undefined : recordOf(begun);
      return record?.kind === 'begun' ? [lostRecord(record)] : [];
    });
    const texts = lost.map((call) => endedText(askedText(call), call));
    await this.options.write({ calls: listedTexts(texts), refusals: [] });
    for (const { id } of lost) this.#close(id);
    this.#lost += lost.length;
    this.#replayed = true;
  }

  /** What somebody has deleted, to have space while the database was away, holds up nothing behind it. */
  #forgetDeleted(found: readonly Segment[]): void {
    const numbers = new Set(found.map(({ number }) => number));
    for (const number of this.#segments.keys()) if (!numbers.has(number)) this.#segments.delete(number);
  }

  #deleteDone(last: number): void {
    for (const [number, { segment, readAll, open }] of this.#segments) {
      if (!readAll || open > 0 || number === last) continue;
      rmSync(segment.file, { force: true });
      this.#segments.delete(number);
    }
  }
}
