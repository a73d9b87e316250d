import type { AnswerEvents, Finish } from '../../wire/canonical/answer-events';
import type { AnswerSummary } from '../../wire/canonical/answer-summary';
import type { AnswerWriter, Frames } from '../../wire/canonical/answer-writer';
import type { Maker } from '../../wire/canonical/content-part';
import { ForwardedEvents } from '../../wire/canonical/forwarded-events';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import type { AnswerThread } from './answer-thread';
import { withNote } from './rescue-note';

/** What the last frames of an answer that is made of several attempts have to tell. */
export interface WholeOfAttempts {
  /** What the caller is told of its usage, from what the last attempt told of its own. */
  usage(last: TokenUsage): TokenUsage;
  /** How it was rescued, as JSON. */
  readonly note: string;
  /** Whether the attempt was given up: nothing more of it is written. */
  isGivenUp(): boolean;
}

/** One attempt's way into the answer of the call: it is the writer of that attempt's frames. */
export class AttemptWriter extends ForwardedEvents implements AnswerWriter {
  #events = 0;
  #ended = false;

  /**
   * @param into the thread, or what is before it
   * @param summary the attempt's own
   * @param whole undefined for the first attempt
   */
  constructor(
    private readonly thread: AnswerThread,
    into: AnswerEvents,
    private readonly summary: AnswerSummary,
    private readonly whole: WholeOfAttempts | undefined,
  ) {
    super(into);
  }

  get written(): number {
    return this.whole === undefined ? this.thread.writer.written : this.#events;
  }

  /** What is held back shows that the upstream is alive. */
  get holding(): boolean {
    return this.#events > 0 || this.thread.writer.holding;
  }

  override start(id: string | undefined, model: string | undefined, maker: Maker): void {
    if (model !== undefined) this.summary.model = model.slice(0, 256);
    super.start(id, model, maker);
  }

  override text(piece: string): void {
    this.#count();
    super.text(piece);
  }

  override reasoning(piece: string): void {
    this.#count();
    super.reasoning(piece);
  }

  override toolArguments(call: number, piece: string): void {
    this.#count();
    super.toolArguments(call, piece);
  }

  override usage(usage: TokenUsage): void {
    this.summary.usage = usage;
    super.usage(usage);
  }

  override finish(finish: Finish): void {
    super.finish(finish);
    this.summary.finishReason = this.thread.summary.finishReason;
  }

  take(): Frames | undefined {
    if (this.whole?.isGivenUp() === true) return undefined;
    const frames = this.thread.writer.take();
    if (!this.#ended || this.whole === undefined) return frames;
    this.#ended = false;
    return { text: withNote(frames?.text ?? '', this.whole.note), count: frames?.count ?? 0 };
  }

  end(usage: TokenUsage): void {
    if (this.whole?.isGivenUp() === true) return;
    this.thread.writer.end(this.whole?.usage(usage) ?? usage);
    this.#ended = true;
  }

  #count(): void {
    if (this.whole !== undefined) this.#events++;
  }
}
