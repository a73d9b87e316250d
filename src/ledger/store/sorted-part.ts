import type { RefusedRecord } from '../ledger-record';
import { recordOf } from '../record-reading';
import type { SegmentRecords } from './segment-records';

/** The records of a part of a segment, by what becomes of them. */
export class SortedPart {
  /** Calls that were begun in this part and have not ended in it, with the places of their records. */
  readonly begun = new Map<string, number>();
  /** Records of calls that have ended. */
  readonly ended: SegmentRecords;
  /** Calls that have ended here and were begun in another part. */
  readonly endedOfOthers: string[] = [];
  readonly refusals: RefusedRecord[] = [];

  constructor(private readonly records: SegmentRecords) {
    this.ended = records.empty();
    for (let at = 0; at < records.length; at++) this.#sort(at);
  }

  #sort(at: number): void {
    const head = this.records.head(at);
    if (head === undefined) return;
    switch (head.kind) {
      case 'begun':
        this.begun.set(head.id, at);
        break;
      case 'ended':
        // Nearly every call ends where it began: what is kept until all are read is what the collector moves about.
        if (!this.begun.delete(head.id)) this.endedOfOthers.push(head.id);
        this.ended.addFrom(this.records, at);
        break;
      case 'refused': {
        const refused = recordOf(this.records.text(at));
        if (refused.kind === 'refused') this.refusals.push(refused);
      }
    }
  }
}
