/**
 * What work that can be stopped gets to see. An `AbortSignal` is one too. A call has a {@link Cancellation} instead: a signal of
 * Node is an EventTarget, and to make one and listen to it costs as much as to validate a body (docs/adr/0014).
 */
export interface CancelSignal {
  readonly aborted: boolean;
  /** Why it was stopped: an Error, as far as it is ours. */
  readonly reason: unknown;
  /** The listener is called once, when it is stopped; never when it already was. It must not throw. */
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

const NONE: readonly (() => void)[] = [];

/** Stops what was given its {@link CancelSignal}, once. */
export class Cancellation implements CancelSignal {
  #aborted = false;
  #reason: unknown;
  /** Made anew with each change: nearly always there is one listener, and an array that was pushed to has room for many. */
  #listeners = NONE;

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.#listeners.length === 0) this.#listeners = [listener];
    else if (!this.#listeners.includes(listener)) this.#listeners = [...this.#listeners, listener];
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    if (this.#listeners.length === 1 && this.#listeners[0] === listener) this.#listeners = NONE;
    else this.#listeners = this.#listeners.filter((other) => other !== listener);
  }

  /** Stops the work; what is said after the first time counts for nothing. */
  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    for (const listener of this.#listeners) {
      // One that was told before may have removed it.
      if (this.#listeners.includes(listener)) listener();
    }
    this.#listeners = NONE;
  }
}

/** A part of some work: stopped by itself, or with the whole of it until {@link release}. */
export class PartCancellation extends Cancellation {
  constructor(private readonly whole: CancelSignal) {
    super();
    if (whole.aborted) this.#onWhole();
    else whole.addEventListener('abort', this.#onWhole);
  }

  /** The part has ended. */
  release(): void {
    this.whole.removeEventListener('abort', this.#onWhole);
  }

  readonly #onWhole = (): void => {
    this.abort(abortReason(this.whole));
  };
}

/** Why a signal was aborted, as an error that can be thrown. */
export function abortReason({ reason }: CancelSignal): Error {
  return reason instanceof Error ? reason : new Error('The work was abandoned.', { cause: reason });
}
