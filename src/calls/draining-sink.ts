import type { AnswerSink } from '../routing/answer-source';
import type { Attempt } from '../routing/attempt';
import type { CallerGone } from './call-lifetime';

/** Where a door takes a stream; it knows whether the caller has already been sent a 200. */
interface CommittedSink extends AnswerSink {
  committed(): boolean;
}

/** How long, and for how many tokens at most, a stream is read on when its caller has left. */
export interface DrainLimits {
  readonly ms: number;
  readonly tokens: number;
}

/** Streams that are read on at the same time, at most: a caller who leaves again and again must not hold up everything. */
const MAX_DRAINING = 256;
let draining = 0;

/**
 * A stream's way to its caller, which goes on without him: what comes after he has left is counted and dropped, so that the provider's
 * figures at its end are learnt.
 */
export class DrainingSink implements CommittedSink {
  onDrain: (() => void) | undefined;
  /** Why the caller left; undefined while he is there. */
  left: CallerGone | undefined;
  #timer: NodeJS.Timeout | undefined;
  #frames = 0;

  /** @param stop ends the call */
  constructor(
    private readonly sink: CommittedSink,
    private readonly limits: DrainLimits,
    private readonly stop: (why: CallerGone) => void,
  ) {
    sink.onDrain = () => {
      if (this.left === undefined) this.onDrain?.();
    };
  }

  /** The caller has left: of an answer that has begun the rest is read, within the limits. */
  leave(why: CallerGone): void {
    if (this.left !== undefined) return;
    if (!this.sink.committed() || draining >= MAX_DRAINING) return void this.stop(why);
    this.left = why;
    draining++;
    this.#timer = setTimeout(() => {
      this.stop(why);
    }, this.limits.ms);
    // What waits for him waits no more.
    this.onDrain?.();
  }

  /** The call is over. */
  release(): void {
    if (this.left === undefined) return;
    clearTimeout(this.#timer);
    draining--;
  }

  asked(attempt: Attempt): void {
    if (this.left === undefined) this.sink.asked(attempt);
  }

  opened(headers: Readonly<Record<string, string>>): void {
    if (this.left === undefined) this.sink.opened(headers);
  }

  push(frames: Buffer, count: number): boolean {
    if (this.left === undefined) return this.sink.push(frames, count);
    this.#frames += count;
    if (this.#frames > this.limits.tokens) this.stop(this.left);
    return true;
  }

  caughtUp(isOver: boolean): void {
    if (this.left === undefined) this.sink.caughtUp?.(isOver);
  }

  committed(): boolean {
    return this.sink.committed();
  }
}
