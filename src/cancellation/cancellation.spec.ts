import { abortReason, Cancellation, PartCancellation } from './cancellation';
import type { CancelSignal } from './cancellation';
import { pause, unlessAborted } from './waits';

const GONE = new Error('gone');

describe('a cancellation', () => {
  it('tells each listener once, and keeps its first reason', () => {
    const cancellation = new Cancellation();
    const told: unknown[] = [];
    const listen = (): unknown => told.push(cancellation.reason);
    const other = jest.fn();
    const removed = [jest.fn(), jest.fn()];
    for (const listener of [listen, listen, ...removed, other, other, listen]) {
      cancellation.addEventListener('abort', listener);
    }
    for (const listener of removed) cancellation.removeEventListener('abort', listener);
    cancellation.addEventListener('abort', other);
    cancellation.abort(GONE);
    cancellation.abort(new Error('later'));
    expect(told).toEqual([GONE]);
    expect(other).toHaveBeenCalledTimes(1);
    for (const listener of removed) expect(listener).not.toHaveBeenCalled();
    expect(cancellation).toMatchObject({ aborted: true, reason: GONE });
  });

  it('may lose listeners while it tells them', () => {
    const cancellation = new Cancellation();
    const second = jest.fn();
    const third = jest.fn();
    cancellation.addEventListener('abort', () => {
      cancellation.removeEventListener('abort', second);
    });
    cancellation.addEventListener('abort', second);
    cancellation.addEventListener('abort', third);
    cancellation.abort(GONE);
    expect(second).not.toHaveBeenCalled();
    expect(third).toHaveBeenCalledTimes(1);
  });

  it.each<[string, () => { signal: CancelSignal; abort: (reason: Error) => void }]>([
    [
      'a cancellation',
      () => {
        const whole = new Cancellation();
        return { signal: whole, abort: (reason) => whole.abort(reason) };
      },
    ],
    [
      'an AbortSignal',
      () => {
        const whole = new AbortController();
        return { signal: whole.signal, abort: (reason) => whole.abort(reason) };
      },
    ],
  ])('of a part follows the whole until it is released, which may be %s', (_which, make) => {
    const { signal, abort } = make();
    const [part, released, alone] = [1, 2, 3].map(() => new PartCancellation(signal));
    released?.release();
    alone?.abort(new Error('alone'));
    expect(signal.aborted).toBe(false);
    abort(GONE);
    expect(part).toMatchObject({ aborted: true, reason: GONE });
    expect(released).toMatchObject({ aborted: false });
    expect(alone?.reason).toEqual(new Error('alone'));
    expect(new PartCancellation(signal)).toMatchObject({ aborted: true, reason: GONE });
  });

  it('gives what is no error as the cause of one', () => {
    const cancellation = new Cancellation();
    cancellation.abort('a text');
    expect(abortReason(cancellation)).toMatchObject({ cause: 'a text' });
  });
});

describe('a wait', () => {
  it('ends with the signal, before or while it lasts, and leaves nothing', async () => {
    const cancellation = new Cancellation();
    const listeners = { added: 0, removed: 0 };
    const signal: CancelSignal = {
      get aborted() {
        return cancellation.aborted;
      },
      get reason() {
        return cancellation.reason;
      },
      addEventListener: (type, listener) => {
        listeners.added++;
        cancellation.addEventListener(type, listener);
      },
      removeEventListener: (type, listener) => {
        listeners.removed++;
        cancellation.removeEventListener(type, listener);
      },
    };
    await pause(1, signal);
    await expect(unlessAborted(Promise.resolve('brought'), signal)).resolves.toBe('brought');
    await expect(unlessAborted(Promise.reject(GONE), signal)).rejects.toBe(GONE);
    await Promise.resolve();
    expect(listeners).toEqual({ added: 3, removed: 3 });
    const waits = [pause(60_000, signal), unlessAborted(new Promise(() => undefined), signal)];
    cancellation.abort(GONE);
    waits.push(pause(60_000, signal), unlessAborted(new Promise(() => undefined), signal));
    for (const wait of waits) await expect(wait).rejects.toBe(GONE);
  });
});
