import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 5;
/** The longest pause between two looks of {@link until}. */
const MOST_POLL_MS = 50;

/**
 * How long a test waits for what has to happen, in milliseconds: so long that a busy machine gets there, and a hang still
 * fails. It measures no speed. Below the time-out of a test (`testTimeout` in jest.config.cjs), so that the failure names
 * what was waited for.
 */
export const HANG_MS = 60_000;

/** How long {@link until} waits, and what it says when that was not enough. */
export interface UntilOptions {
  /** Milliseconds; {@link HANG_MS} by default. */
  readonly timeoutMs?: number;
  /** What is waited for, to follow "waited 60000 ms for". */
  readonly what: string;
}

/**
 * Waits for a condition, for what announces itself by no event. The longer it has waited, the more seldom it looks: what is
 * waited for needs the processor that many looks would take.
 * @returns the first truthy value of the predicate
 * @throws Error naming `what` when the time is over, or whatever the predicate throws
 */
export async function until<T>(
  predicate: () => T | Promise<T>,
  { timeoutMs = HANG_MS, what }: UntilOptions,
): Promise<T> {
  const began = performance.now();
  for (;;) {
    const value = await predicate();
    if (value) return value;
    const waitedMs = performance.now() - began;
    if (waitedMs > timeoutMs) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await sleep(Math.min(MOST_POLL_MS, Math.max(POLL_MS, waitedMs / 20)));
  }
}

/** The same for something that is not there yet. */
export async function untilThere<T>(
  look: () => T | undefined | Promise<T | undefined>,
  options: UntilOptions,
): Promise<T> {
  const found = await until(look, options);
  if (found === undefined) throw new Error(`nothing of ${options.what}`);
  return found;
}

/**
 * Waits for a promise, for what announces itself by an event: one that never comes fails by its name. Nobody has to wait for
 * the returned promise.
 * @throws Error naming `what` when the time is over, or whatever the promise rejects with
 */
export function within<T>(promise: Promise<T>, { timeoutMs = HANG_MS, what }: UntilOptions): Promise<T> {
  const bounded = new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited ${timeoutMs} ms for ${what}`)), timeoutMs);
    // What nobody waits for keeps no process.
    timer.unref();
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
  bounded.catch(() => undefined);
  return bounded;
}

/**
 * Lets time pass, for what is promised only after a while (a refill, a pause that must not count). In many turns of the
 * event loop, so that what arrives meanwhile is handled meanwhile, also on a busy machine. Never to wait for something.
 */
export async function elapse(ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) await sleep(POLL_MS);
}

/**
 * How long something takes, by the pauses of {@link POLL_MS} that this process makes meanwhile: milliseconds where nobody
 * else wants the processor, and no more where others do. For what is to happen at once, in this process.
 * @throws Error naming `what` when it does not happen
 */
export async function ownMsUntil(happening: Promise<unknown>, options: UntilOptions): Promise<number> {
  const happened = within(happening, options).then(() => true);
  for (let pauses = 0; ; pauses++) {
    if (await Promise.race([happened, sleep(POLL_MS, false)])) return pauses * POLL_MS;
  }
}

/** What does not change in so many looks is steady: on a busy machine one pause may be longer than `quietMs`. */
const STEADY_LOOKS = 5;

/**
 * Waits until a number has stopped changing: for something that is held back.
 * @param value it must be above 0 as well
 * @param options `quietMs`: for how long it must have stayed as it was
 * @returns the number
 */
export async function untilSteady(
  value: () => number,
  { quietMs = 250, timeoutMs = HANG_MS, what }: UntilOptions & { readonly quietMs?: number },
): Promise<number> {
  let last = value();
  let changedAt = performance.now();
  let looks = 0;
  await until(
    () => {
      const now = value();
      looks += 1;
      if (now !== last) {
        changedAt = performance.now();
        looks = 0;
      }
      last = now;
      return now > 0 && looks >= STEADY_LOOKS && performance.now() - changedAt > quietMs;
    },
    { timeoutMs, what },
  );
  return last;
}
