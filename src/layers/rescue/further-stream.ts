import type { PartCancellation } from '../../cancellation/cancellation';
import { toGatewayError } from '../../errors/to-gateway-error';
import { emptyFacts } from '../../llm/llm-adapter';
import type { StreamSink } from '../../llm/llm-adapter';
import type { AnswerSink } from '../../routing/answer-source';
import type { Attempt } from '../../routing/attempt';
import type { AnswerEvents } from '../../wire/canonical/answer-events';
import type { FrameReader } from '../../wire/canonical/frame-reader';
import type { DoorWire } from '../../wire/wire';
import type { AnswerThread } from './answer-thread';
import { AttemptWriter } from './attempt-writer';
import type { WholeOfAttempts } from './attempt-writer';
import { Diverged } from './diverged';
import { RescuedWire } from './rescued-wire';

/** How an attempt goes on with an answer. */
export interface GoingOn {
  readonly thread: AnswerThread;
  /** Reads what the caller had before; fits the first frames to it. */
  readonly before: FrameReader | undefined;
  /** Lets through what is new in an attempt's answer; made for each attempt. */
  readonly filter: () => AnswerEvents;
  readonly whole: WholeOfAttempts;
  /** What its attempts are made for. */
  readonly comesOf: NonNullable<Attempt['comesOf']>;
}

/** The stream of an attempt that goes on with an answer: its frames are read, and those of the caller's stream written. */
export class FurtherStream implements AnswerSink {
  onDrain: (() => void) | undefined;
  readonly wire: DoorWire;
  /** The attempt that is running, or was last. */
  attempt: Attempt | undefined;
  /** Whether the attempt's answer is mapped, so that its frames are the thread's already. */
  #mapped = false;
  #reader: FrameReader | undefined;
  #writer: AttemptWriter | undefined;
  #fitted = false;
  #behind = false;

  constructor(
    doorWire: DoorWire,
    private readonly goingOn: GoingOn,
    private readonly sink: StreamSink,
    private readonly own: PartCancellation,
  ) {
    const { thread, filter, whole } = goingOn;
    this.wire = new RescuedWire(doorWire, (_asked, summary) => {
      this.#mapped = true;
      return new AttemptWriter(thread, filter(), summary, whole);
    });
    this.#doorWire = doorWire;
    sink.onDrain = this.#onSinkDrain;
  }

  readonly #doorWire: DoorWire;

  asked(attempt: Attempt): void {
    this.attempt = attempt;
    attempt.comesOf = this.goingOn.comesOf;
    this.#mapped = false;
    this.#reader = undefined;
  }

  opened(): void {
    // The caller's stream has begun.
  }

  push(frames: Buffer, count: number): boolean {
    if (this.own.aborted) return true;
    if (this.#mapped) return this.#pass(frames, count);
    try {
      this.#read().push(frames);
    } catch (thrown) {
      this.own.abort(toGatewayError(thrown));
    }
    return this.#passWritten();
  }

  /** The attempt's answer is whole: what ends the caller's stream goes out. @throws GatewayError where it has no usage */
  end(): void {
    const usage = this.attempt?.facts.usage;
    if (this.#mapped || usage === undefined) return;
    this.#read().end();
    if (this.own.aborted) return;
    this.#writer?.end(usage);
    this.#passWritten();
  }

  release(): void {
    this.sink.onDrain = undefined;
  }

  #read(): FrameReader {
    if (this.#reader !== undefined) return this.#reader;
    const { thread, filter, whole } = this.goingOn;
    // The adapter reads the attempt's facts itself.
    this.#writer = new AttemptWriter(thread, filter(), emptyFacts(), whole);
    const reader = this.#doorWire.frameReader?.(this.#writer);
    if (reader === undefined) throw new Error('A wire whose streams cannot be read back came to a rescue.');
    return (this.#reader = reader);
  }

  #passWritten(): boolean {
    const written = this.#writer?.take();
    return written === undefined ? !this.#behind : this.#pass(Buffer.from(written.text), written.count);
  }

  #pass(given: Buffer, count: number): boolean {
    let frames = given;
    if (!this.#fitted && given.length > 0) {
      this.#fitted = true;
      const { before } = this.goingOn;
      if (before?.seam !== undefined) {
        const fitted = before.seam(given.toString('utf8'));
        if (fitted === undefined) {
          this.own.abort(new Diverged(true));
          return true;
        }
        frames = Buffer.from(fitted);
      }
    }
    if (frames.length === 0 && count > 0) return !this.#behind;
    this.#behind = !this.sink.push(frames, count);
    return !this.#behind;
  }

  readonly #onSinkDrain = (): void => {
    this.#behind = false;
    this.onDrain?.();
  };
}
