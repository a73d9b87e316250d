import type { CallFilter } from './call-filter';
import type { Grouping } from './groupings';

/** What is asked of the sums. */
export interface SumsAsked {
  readonly groupBy: readonly Grouping[];
  readonly filter: CallFilter;
  /** When prices change, in milliseconds since 1970: what is between two of them is summed apart. */
  readonly changes: readonly number[];
}

/** Where tokens were used, and at which state of the prices. */
export interface UsedAt {
  readonly model: string;
  readonly deployment: string;
  readonly provider: string;
  readonly tier: string;
  readonly contextOver: number;
  /** A time at which the prices were as they are for all of it. */
  readonly at: number;
}

/** Sums of one group at one place and at one state of the prices. */
export interface UsageSum extends UsedAt {
  /** In the order of the groupings; times in ISO 8601. */
  readonly group: readonly string[];
  /** In the order of `SUM_MEASURES`. */
  readonly measures: readonly number[];
}
