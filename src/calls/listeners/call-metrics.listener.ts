import { Injectable } from '@nestjs/common';
import { Metrics } from '../../metrics/metrics';
import type { CallListener } from '../call-listener';
import type { CallRecord } from '../call-record';

/** Counts each ended call. */
@Injectable()
export class CallMetricsListener implements CallListener {
  constructor(private readonly metrics: Metrics) {}

  ended(call: CallRecord): void {
    this.metrics.callEnded(call);
  }
}
