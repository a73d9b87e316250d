import type { AnswerEvents } from '../../wire/canonical/answer-events';
import type { AnswerWriter } from '../../wire/canonical/answer-writer';
import { upstreamFailed } from '../../upstream/upstream-failure';
import { mapAnswer } from './nesting';
import type { LlmCall, StreamSink } from '../llm-adapter';
import { StreamIntake } from '../stream-intake';
import { estimatedUsage } from '../call-estimate';
import { askedOf } from './asked';
import { CountedAnswer } from './counted-answer';
import { handOver } from './hand-over';

/** A provider's reading of a stream: bytes in, events out. */
export interface StreamMapping {
  /**
   * Takes a piece of the body, cut anywhere; its bytes are valid during the call only.
   * @throws GatewayError for an error event, a frame that is broken or too large
   */
  push(piece: Buffer): void;
  /** The body has ended: takes what was still incomplete. @throws GatewayError when that is half a frame */
  end(): void;
  /** The stream broke off: tells the end of an answer whose finish reason had come, where that waits for something behind it. */
  broke?(): void;
  /** Bytes of a frame whose end has not come. */
  readonly heldBytes: number;
  /** Whether the provider has said that its answer is whole: the body's end is not waited for then. */
  readonly done?: boolean;
}

/**
 * Drives a stream that is mapped: hands the pieces of a tick to the provider's mapping together, and what the door's
 * writer made of them to the sink. A stream is whole when a finish reason has been written.
 */
export class MappedStream extends StreamIntake {
  readonly #writer: AnswerWriter;
  readonly #answer: CountedAnswer;
  readonly #mapping: StreamMapping;

  /**
   * @param contentType what the answer's content type begins with if it is a stream
   * @param mapping makes the provider's mapping on the events that it is to tell
   */
  constructor(
    call: LlmCall,
    sink: StreamSink,
    contentType: string,
    mapping: (events: AnswerEvents) => StreamMapping,
  ) {
    super(call, sink, contentType);
    this.#writer = call.wire.streamWriter(askedOf(call), call.facts);
    this.#answer = new CountedAnswer(this.#writer, call.facts);
    this.#mapping = mapping(this.#answer);
  }

  /** Frames of content that were written so far. */
  get written(): number {
    return this.#writer.written;
  }

  get heldBytes(): number {
    return this.#mapping.heldBytes + this.#answer.heldBytes;
  }

  protected get complete(): boolean {
    return this.#mapping.done === true;
  }

  /**
   * The upstream has ended its stream. Delivers the frames with which the door's wire ends.
   * @throws GatewayError PROVIDER_ERROR when the answer was not complete
   */
  end(): void {
    const { facts } = this.call;
    this.takeRest();
    mapAnswer(() => {
      this.#mapping.end();
    });
    if (facts.finishReason === undefined) {
      this.#flush();
      throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
    }
    facts.usage ??= estimatedUsage(this.call, {
      frames: this.#writer.written,
      characters: facts.characters,
    });
    this.#writer.end(facts.usage);
    this.#flush();
  }

  /** The stream broke off. Of an answer that had its finish reason the writer has the end then, for the reader that makes it whole. */
  settleBroken(): void {
    try {
      mapAnswer(() => this.#mapping.broke?.());
    } catch {
      // Its reason did not count; the call fails by what broke the stream.
    }
  }

  protected take(bytes: Buffer): void {
    try {
      mapAnswer(() => {
        this.#mapping.push(bytes);
        this.#answer.read(bytes.length);
      });
    } finally {
      // What came before a failure is the caller's, and the order is kept.
      if (!this.#flush()) this.fallBehind();
    }
  }

  /** @returns false when the reader is behind */
  #flush(): boolean {
    return handOver(this.#writer, this.sink);
  }
}
