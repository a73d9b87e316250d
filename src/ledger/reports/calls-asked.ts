import type { RowFilter } from './call-filter';

/** Which calls, and where the list goes on. */
export interface CallsAsked {
  readonly filter: RowFilter;
  readonly limit: number;
  /** Only calls before this one: a call's id. Later ones first. */
  readonly before?: string;
  /** Only calls after this one; earlier ones first. */
  readonly after?: string;
}
