/**
 * What can refuse a call: the bucket of its key, of its address, of its model, those of the assignment by which a
 * virtual key reaches the model, or the slots.
 */
export type LimitName = 'key' | 'address' | 'model' | 'assignment-requests' | 'assignment-tokens' | 'slots';

/** Hears what the limits did, for metrics. It has to be cheap and must not throw. */
export interface LimitEvents {
  /** A call was refused: 429, or 503 for the slots. */
  refused(limit: LimitName): void;
  /** A call was admitted that left a model's bucket under a fifth. The name is the caller's choice, of at most 256 characters. */
  nearlyRefused(model: string): void;
}

/** Injection token of the {@link LimitEvents}. */
export const LimitEvents = Symbol('LimitEvents');
