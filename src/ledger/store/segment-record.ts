import type { RecordPlace } from '../journal/frame';
import type { LedgerRecord } from '../ledger-record';
import { recordHead } from '../record-text';

/**
 * A record of a segment. It holds bytes; its text is made when somebody asks: the texts of a whole part would outlive the
 * young generation of the store's heap.
 */
export class SegmentRecord {
  private constructor(
    readonly kind: LedgerRecord['kind'],
    /** Of the call, or of the refusals. */
    readonly id: string,
    private readonly bytes: Buffer,
    private readonly place: RecordPlace,
  ) {}

  /** @returns undefined for what is no record */
  static at(bytes: Buffer, place: RecordPlace): SegmentRecord | undefined {
    const head = recordHead(bytes, place.from, place.to);
    return head && new SegmentRecord(head.kind, head.id, bytes, place);
  }

  /** What `recordOf` reads. Made anew each time. */
  get text(): string {
    return this.bytes.toString('utf8', this.place.from, this.place.to);
  }
}
