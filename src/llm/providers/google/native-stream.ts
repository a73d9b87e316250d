import type { GatewayError } from '../../../errors/gateway-error';
import { MAX_FRAME_BYTES, SseFrameReader } from '../../../sse/sse-frame.reader';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import type { LlmCall, StreamSink } from '../../llm-adapter';
import { FrameSizes } from '../../frame-sizes';
import { StreamIntake } from '../../stream-intake';
import { estimatedUsage } from '../../call-estimate';
import { parseFrame, withoutCr } from './frame';
import { noteResponse } from './native-facts';

/** What a frame is parsed for; the first frame is parsed in any case. */
const MARKS = ['"finishReason"', '"blockReason"', '"error"'].map((mark) => Buffer.from(mark));
/** Where the object of a canonical frame ends, from behind: before its blank line. */
const CLOSE_AT = '}\n\n'.length;
const CLOSE_BRACE = 0x7d;
const USAGE = Buffer.from('"usageMetadata"');

/**
 * Passes Gemini's frames on as they are, in canonical form. Nearly every frame has usage, and the last one counts: its
 * bytes are kept and parsed at the end alone.
 */
export class NativeStreamReader extends StreamIntake {
  /** A stream has no end mark: its end is that of the body. */
  protected readonly complete = false;
  #run: Buffer[] = [];
  #delivered = 0;
  readonly #sizes = new FrameSizes();
  #first = true;
  #ending = false;
  #usageFrame: Buffer | undefined;
  readonly #frames = new SseFrameReader((frame) => this.#look(frame), MAX_FRAME_BYTES, {
    needsLook: () => true,
    take: (run, count) => {
      this.#run.push(Buffer.from(run));
      this.#delivered += count;
      this.#sizes.add(run.length, count);
    },
  });
  #handedOver = 0;

  constructor(
    call: LlmCall,
    sink: StreamSink,
    private readonly errorFrom: (frame: unknown) => GatewayError,
  ) {
    super(call, sink, 'text/event-stream');
  }

  get heldBytes(): number {
    return this.#frames.heldBytes;
  }

  /** The upstream has ended its stream. @throws GatewayError PROVIDER_ERROR when the answer was not complete */
  end(): void {
    const { facts } = this.call;
    this.#ending = true;
    this.takeRest();
    try {
      this.#frames.end();
    } finally {
      this.#handOver();
    }
    this.#noteUsage();
    if (facts.finishReason === undefined) {
      throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
    }
    facts.usage ??= estimatedUsage(this.call, {
      frames: this.#delivered,
      characters: this.#sizes.characters,
    });
  }

  /** The stream broke off: what it told last of its usage counts. */
  settleBroken(): void {
    this.#noteUsage();
    const { facts } = this.call;
    if ((facts.usage?.completionTokens ?? 0) === 0) facts.characters = this.#sizes.characters;
  }

  protected take(pieces: readonly Buffer[]): void {
    try {
      for (const piece of pieces) this.#frames.push(withoutCr(piece));
    } finally {
      this.#handOver();
    }
  }

  /** Hands over what came together, in one. */
  #handOver(): void {
    const count = this.#delivered - this.#handedOver;
    if (count === 0) return;
    const [only] = this.#run;
    const frames = this.#run.length === 1 && only !== undefined ? only : Buffer.concat(this.#run);
    this.#run = [];
    this.#handedOver = this.#delivered;
    if (!this.sink.push(frames, count)) this.fallBehind();
  }

  #noteUsage(): void {
    if (this.#usageFrame === undefined) return;
    const last = parseFrame(this.#usageFrame);
    if (last !== undefined) noteResponse(this.call.facts, last);
  }

  #look(frame: Buffer): Buffer | undefined {
    if (frame.includes(USAGE)) this.#usageFrame = Buffer.from(frame);
    // One that is broken is parsed, and found out.
    const isObject = frame[frame.length - CLOSE_AT] === CLOSE_BRACE;
    if (isObject && !this.#first && !this.#ending && !MARKS.some((mark) => frame.includes(mark)))
      return frame;
    const response = parseFrame(frame);
    if (response === undefined) {
      this.call.facts.skippedFrames++;
      return undefined;
    }
    this.#first = false;
    if (response['error'] !== undefined) throw this.errorFrom(response);
    noteResponse(this.call.facts, response);
    return frame;
  }
}
