import { Injectable } from '@nestjs/common';
import type { CallRecord } from '../calls/call-record';

/** Placeholder shape: counters and histograms of the service. */
@Injectable()
export class Metrics {
  callEnded(record: CallRecord): void {
    void record;
  }
}
