import type { CallRecord } from './call-record';

/**
 * Told once of each call that has ended, whichever way, when its record is complete. What it does is on the call's way: it
 * must not wait. One that throws is reported in the log, and the others are told all the same.
 */
export interface CallListener {
  ended(call: CallRecord): void;
}

/** Injection token of the {@link CallListener}s, in the order in which they are told. */
export const CallListeners = Symbol('CallListeners');
