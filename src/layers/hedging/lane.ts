import { PartCancellation } from '../../cancellation/cancellation';
import type { CancelSignal } from '../../cancellation/cancellation';
import type { AnswerCall, AnswerSink } from '../../routing/answer-source';
import type { Attempt } from '../../routing/attempt';

/** What a lane tells of itself. */
export interface LaneEvents {
  /** The lane's answer begins. @returns whether it is the one that the caller gets */
  spoke(lane: Lane): boolean;
}

/** One of two ways to an answer, with attempts, a sink and a cancellation of its own. */
export class Lane implements AnswerSink {
  onDrain: (() => void) | undefined;
  readonly cancellation: PartCancellation;
  /** The attempt that runs, or ran last. */
  attempt: Attempt | undefined;
  #headers: Readonly<Record<string, string>> | undefined;
  #wins = false;

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
    if (!this.#wins && (count === 0 || !this.speak())) return true;
    return this.sink?.push(frames, count) ?? true;
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
