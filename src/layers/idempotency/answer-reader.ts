import { abortReason } from '../../cancellation/cancellation';
import type { CancelSignal } from '../../cancellation/cancellation';
import type { AnswerSink } from '../../routing/answer-source';
import type { KeyedAnswer } from './keyed-answer';

/** One caller's way through an answer: all of it from the first frame on, as fast as the caller takes it. */
export class AnswerReader {
  /** Resolves when the caller has all of a whole answer; rejects as the answer failed, or when the caller has gone. */
  readonly done: Promise<void>;
  #resolve!: () => void;
  #reject!: (reason: unknown) => void;
  /** The number of the piece that it takes next. */
  at = 0;
  #behind = false;
  #over = false;
  #isOpen = false;
  /** The owner's signs of life when it came. */
  readonly #beats: number;

  /**
   * @param sink of the caller; undefined where only the end is waited for
   * @param headers of the answer, besides its own
   */
  constructor(
    private readonly answer: KeyedAnswer,
    private readonly sink: AnswerSink | undefined,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {
    this.#beats = answer.beats;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.done.catch(() => undefined);
    if (sink !== undefined) sink.onDrain = this.#onDrain;
  }

  get wantsAll(): boolean {
    return this.sink === undefined && this.answer.streamed;
  }

  /** Hands over what there is. */
  pump(): void {
    const { answer, sink } = this;
    const isAlive = answer.hasLivedSince(this.#beats);
    while (isAlive && !this.#over && !this.#behind && sink !== undefined && this.at < answer.pieceCount) {
      this.#open(sink);
      const piece = answer.piece(this.at++);
      if (piece !== undefined) this.#behind = !sink.push(piece.frames, piece.count);
    }
    if (this.#over || this.#behind) return;
    if (answer.isLevel) sink?.caughtUp?.(answer.state !== 'running');
    if (answer.state === 'running') return;
    if (answer.state === 'whole') {
      if (sink !== undefined) this.#open(sink);
      this.#end(this.#resolve);
    } else
      this.#end(() => {
        this.#reject(answer.failure);
      });
  }

  /** Reads until the answer is over, or the signal says that the caller has gone. */
  async read(signal: CancelSignal): Promise<void> {
    const onAbort = (): void => {
      this.leave(abortReason(signal));
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
    try {
      if (!this.#over) this.answer.attach(this);
      await this.done;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** The caller has gone. */
  leave(why: Error): void {
    this.#end(() => {
      this.#reject(why);
    }, why);
  }

  #open(sink: AnswerSink): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const { attempt, headers } = this.answer;
    if (attempt !== undefined) sink.asked(attempt);
    sink.opened({ ...headers, ...this.headers });
  }

  /** @param why why the caller has gone before the answer was over */
  #end(settle: () => void, why?: Error): void {
    if (this.#over) return;
    this.#over = true;
    if (this.sink !== undefined) this.sink.onDrain = undefined;
    this.answer.detach(this, why);
    settle();
  }

  readonly #onDrain = (): void => {
    this.#behind = false;
    this.pump();
    this.answer.taken();
  };
}
