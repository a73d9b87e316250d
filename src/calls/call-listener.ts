import type { Deployment } from '../catalogue/deployment';
import type { CallRecord } from './call-record';

/**
 * Told once of each call that has ended, whichever way, when its record is complete. What it does is on the call's way: it
 * must not wait. One that throws is reported in the log, and the others are told all the same.
 */
export interface CallListener {
  /**
   * A call is about to ask its first upstream.
   * @param deployments in the order in which they are to be tried
   * @param answers whether it asks for an answer, and not for embeddings or a count
   * @returns what the call has to wait for; within this turn of the event loop
   */
  begun?(call: CallRecord, deployments: readonly Deployment[], answers: boolean): Promise<void> | undefined;
  ended(call: CallRecord): void;
}

/** Injection token of the {@link CallListener}s, in the order in which they are told. */
export const CallListeners = Symbol('CallListeners');
