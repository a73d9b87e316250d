import type { BucketLimit } from './limit-kinds';

/** What can refuse a call. */
export type LimitName = BucketLimit | 'slots' | 'key-concurrent' | 'group-concurrent';

/** Hears what the limits did, for metrics. It has to be cheap and must not throw. */
export interface LimitEvents {
  /** A call was refused: 429, or 503 for the slots. */
  refused(limit: LimitName): void;
  /** A call was admitted that left a model's bucket under a fifth. The name is the caller's choice, of at most 256 characters. */
  nearlyRefused(model: string): void;
}

/** Injection token of the {@link LimitEvents}. */
export const LimitEvents = Symbol('LimitEvents');
