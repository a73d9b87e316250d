import type { CallFilter } from './call-filter';

/** Which calls, and where the list goes on. */
export interface CallsAsked {
  readonly filter: CallFilter;
  readonly limit: number;
  /** Only calls before this one: a call's id. Later ones first. */
  readonly before?: string;
  /** Only calls after this one; earlier ones first. */
  readonly after?: string;
}
