import { abortReason } from './cancellation';
import type { CancelSignal } from './cancellation';

/** Waits for a time in milliseconds. @throws the signal's reason, as soon as it is aborted */
export function pause(ms: number, signal: CancelSignal): Promise<void> {
  return waitFor(signal, (done) => {
    const timer = setTimeout(done, ms);
    return () => clearTimeout(timer);
  });
}

/** What a promise brings, which goes on by itself. @throws the signal's reason, as soon as it is aborted */
export function unlessAborted<T>(promise: Promise<T>, signal: CancelSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      reject(abortReason(signal));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}

/**
 * Starts something to wait for; whichever way the wait ends, what `start` returned is called and nothing is left.
 * @throws the signal's reason, as soon as it is aborted
 */
export function waitFor(signal: CancelSignal, start: (done: () => void) => () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortReason(signal));
      return;
    }
    const onAbort = (): void => {
      signal.removeEventListener('abort', onAbort);
      release();
      reject(abortReason(signal));
    };
    const release = start(() => {
      signal.removeEventListener('abort', onAbort);
      release();
      resolve();
    });
    signal.addEventListener('abort', onAbort);
  });
}

/** Whether some work was done, well or not, within a time in milliseconds. */
export function isDoneWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false);
    const done = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(done, done);
  });
}
