import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 5;

/** How long {@link until} waits, and what it says when that was not enough. */
export interface UntilOptions {
  /** Milliseconds; 5000 by default. */
  readonly timeoutMs?: number;
  /** What is waited for, to follow "waited 5000 ms for". */
  readonly what: string;
}

/**
 * Waits for a condition, for what announces itself by no event.
 * @returns the first truthy value of the predicate
 * @throws Error naming `what` when the time is over, or whatever the predicate throws
 */
export async function until<T>(
  predicate: () => T | Promise<T>,
  { timeoutMs = 5000, what }: UntilOptions,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await predicate();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await sleep(POLL_MS);
  }
}
