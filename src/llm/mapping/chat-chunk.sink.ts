import type { AnswerWriter } from '../../wire/canonical/answer-writer';
import type { TokenUsage } from '../../wire/canonical/token-usage';
import { ChatAnswerReader } from '../../wire/openai-chat/answer-reader';
import { mapAnswer } from './nesting';
import type { LlmCall, StreamSink } from '../llm-adapter';
import { withDropped } from '../dropped-header';
import { askedOf } from './asked';
import { BoundedAnswer } from './bounded-answer';
import { handOver } from './hand-over';

/** Takes the chunks of a Chat Completions stream, and gives the caller's sink the frames of the caller's wire. */
export class ChatChunkSink implements StreamSink {
  onDrain: (() => void) | undefined;
  readonly #writer: AnswerWriter;
  readonly #answer: BoundedAnswer;
  readonly #reader: ChatAnswerReader;

  /**
   * @param stops the texts at which the answer was to end
   * @param dropped what the vendor does not take, by the caller's names; as the headers of the stream tell it where left out
   */
  constructor(
    call: LlmCall,
    private readonly sink: StreamSink,
    stops: readonly unknown[] = [],
    private readonly dropped: () => readonly string[] = () => [],
  ) {
    this.#writer = call.wire.streamWriter(askedOf(call), call.facts);
    this.#answer = new BoundedAnswer(this.#writer, call.facts);
    this.#reader = new ChatAnswerReader(this.#answer, stops);
    sink.onDrain = this.#drained;
  }

  get heldBytes(): number {
    return this.#answer.heldBytes;
  }

  /** Frames of content that were written so far. */
  get written(): number {
    return this.#writer.written;
  }

  opened(headers: Readonly<Record<string, string>>): void {
    this.sink.opened(withDropped({ headers, dropped: this.dropped() }));
  }

  push(frames: Buffer): boolean {
    mapAnswer(() => {
      this.#reader.frames(frames);
      this.#answer.read(frames.length);
    });
    return handOver(this.#writer, this.sink);
  }

  /** The answer is whole. */
  end(usage: TokenUsage): void {
    this.#reader.end();
    this.#writer.end(usage);
    handOver(this.#writer, this.sink);
  }

  /** The stream broke off behind its finish reason: the writer has that, for the reader that makes the answer whole. */
  lost(): void {
    this.#reader.end();
  }

  readonly #drained = (): void => {
    this.onDrain?.();
  };
}
