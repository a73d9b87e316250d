import type { CallFilter } from '../../ledger/reports/call-filter';
import type { CallLine, UsageReport } from '../../ledger/reports/usage-report';
import type { Grouping } from '../../ledger/reports/groupings';

/** What tells who used what, wherever it is. */
export interface UsageSource {
  usage(groupBy: readonly Grouping[], filter: CallFilter): Promise<UsageReport>;
  /** Every call, the earliest first, a page at a time. */
  calls(filter: CallFilter): AsyncIterable<readonly CallLine[]>;
}
