import { PartCancellation } from '../../cancellation/cancellation';
import type { CancelSignal } from '../../cancellation/cancellation';
import type { AnswerCall, AnswerSink } from '../../routing/answer-source';
import type { Attempt } from '../../routing/attempt';

/** What a lane tells of itself. */
export interface LaneEvents {
  /** The lane's answer begins. @returns whether it is the one that the caller gets */
  spoke(lane: Lane): boolean;
}

/** So many frames without a token are waited with, and so many bytes; what sends more speaks. */
const MAX_WAITING = 16;
const MAX_WAITING_BYTES = 64 * 1024;

/** Frames without a token yet. */
interface Waiting {
  readonly frames: Buffer;
  readonly count: number;
}

/** One of two ways to an answer, with attempts, a sink and a cancellation of its own. */
export class Lane implements AnswerSink {
  onDrain: (() => void) | undefined;
  readonly cancellation: PartCancellation;
  /** The attempt that runs, or ran last. */
  attempt: Attempt | undefined;
  #headers: Readonly<Record<string, string>> | undefined;
  #wins = false;
  /** What came before the first token; undefined once nothing is waited with any longer. */
  #waiting: Waiting[] | undefined = [];
  #waitingBytes = 0;

  /** @param sink the caller's; undefined where the answer is whole */
  constructor(
    readonly call: AnswerCall,
    signal: CancelSignal,
    private readonly sink: AnswerSink | undefined,
    private readonly events: LaneEvents,
  ) {
    this.cancellation = new PartCancellation(signal);
  }

  asked(attempt: Attempt): void {
    this.attempt = attempt;
    if (this.#wins) this.sink?.asked(attempt);
  }

  opened(headers: Readonly<Record<string, string>>): void {
    this.#headers = headers;
    if (this.#wins) this.sink?.opened(headers);
  }

  push(frames: Buffer, count: number): boolean {
    if (!this.#wins && (count === 0 || this.#waits(frames, count) || !this.speak())) return true;
    return this.sink?.push(frames, count) ?? true;
  }

  /** No other lane will come: whatever is there speaks. */
  stopWaiting(): void {
    const isLate = (this.#waiting?.length ?? 0) > 0;
    if (isLate) this.speak();
    else this.#waiting = undefined;
  }

  /** Whether frames are no answer yet, so that another deployment may still be the first to speak. */
  #waits(frames: Buffer, count: number): boolean {
    const waiting = this.#waiting;
    if (waiting === undefined || waiting.length === MAX_WAITING) return false;
    this.#waitingBytes += frames.length;
    if (this.#waitingBytes > MAX_WAITING_BYTES) return false;
    if (this.call.request.wire.saysNothing?.(frames) !== true) return false;
    waiting.push({ frames: Buffer.from(frames), count });
    // Its deployment is as slow as its first token is, by which the next hedges are timed.
    if (this.attempt !== undefined) this.attempt.firstFrameAt = undefined;
    return true;
  }

  /** The answer begins. @returns whether the caller gets it */
  speak(): boolean {
    if (this.#wins) return true;
    if (this.cancellation.aborted || !this.events.spoke(this)) return false;
    this.#wins = true;
    const { sink, attempt } = this;
    if (sink === undefined) return true;
    sink.onDrain = this.#onSinkDrain;
    if (attempt !== undefined) sink.asked(attempt);
    if (this.#headers !== undefined) sink.opened(this.#headers);
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const { frames, count } of waiting) sink.push(frames, count);
    return true;
  }

  release(): void {
    this.cancellation.release();
    if (this.#wins && this.sink !== undefined) this.sink.onDrain = undefined;
  }

  readonly #onSinkDrain = (): void => {
    this.onDrain?.();
  };
}
