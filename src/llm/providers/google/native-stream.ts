import type { GatewayError } from '../../../errors/gateway-error';
import { MAX_FRAME_BYTES, SseFrameReader } from '../../../sse/sse-frame.reader';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import type { LlmCall, StreamSink } from '../../llm-adapter';
import { FrameSizes } from '../../frame-sizes';
import { startsWith } from '../../native-stream';
import { StreamIntake } from '../../stream-intake';
import { estimatedUsage } from '../../call-estimate';
import { joinedFrames, parseFrame, withoutCr } from './frame';
import { noteResponse } from './native-facts';

/** How a frame of an answer begins; what begins otherwise is parsed: it may be an error. */
const ANSWER = Buffer.from('{"candidates"');
/** Of `finishReason` and `blockReason`, for which a frame is parsed. Searched for by a letter that is rare: ten times as fast. */
const REASON = Buffer.from('Reason"');
const USAGE = Buffer.from('"usageMetadata"');
const FRAME_END = Buffer.from('\n\n');
const AROUND_DATA = 'data: \n\n'.length;

/**
 * Passes Gemini's frames on as they are, in canonical form. Nearly every frame has usage, and the last one counts: its
 * bytes are kept and parsed at the end alone.
 */
export class NativeStreamReader extends StreamIntake {
  /** A stream has no end mark: its end is that of the body. */
  protected readonly complete = false;
  #delivered = 0;
  readonly #sizes = new FrameSizes();
  #first = true;
  #usageFrame: Buffer | undefined;
  /** The frame of this tick that was looked at last: its usage is known. */
  #looked: Buffer | undefined;
  readonly #frames = new SseFrameReader(
    (frame) => this.#look(frame),
    MAX_FRAME_BYTES,
    {
      needsLook: (bytes, start, end) => {
        if (this.#first || !startsWith(bytes, ANSWER, start) || this.#hasReason(bytes, start, end))
          return true;
        this.#sizes.add(end - start);
        return false;
      },
      take: (run, count) => {
        this.#delivered += count;
        this.#keepUsage(run);
        if (!this.sink.push(run, count)) this.fallBehind();
      },
    },
    true,
  );
  /** Where in the bytes of this tick the next reason is; -1 before it is searched for, `Infinity` where there is no more. */
  #nextReason = -1;

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
    this.takeRest();
    this.#frames.end();
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

  protected take(bytes: Buffer): void {
    this.#nextReason = -1;
    this.#looked = undefined;
    this.#frames.push(withoutCr(bytes));
  }

  protected override joined(pieces: readonly Buffer[], size: number): Buffer {
    return joinedFrames(pieces, size);
  }

  /** Asked in the order of the frames, so that all of them are searched once. */
  #hasReason(bytes: Buffer, start: number, end: number): boolean {
    if (this.#nextReason < start) {
      const found = bytes.indexOf(REASON, start);
      this.#nextReason = found < 0 ? Infinity : found;
    }
    return this.#nextReason < end;
  }

  /** Nearly every frame has usage, and the last one counts. */
  #keepUsage(run: Buffer): void {
    const at = run.lastIndexOf(USAGE);
    if (at < 0) return;
    const start = run.lastIndexOf(FRAME_END, at);
    const end = run.indexOf(FRAME_END, at) + FRAME_END.length;
    const frame = run.subarray(start < 0 ? 0 : start + FRAME_END.length, end);
    this.#usageFrame = isSame(frame, this.#looked) ? undefined : Buffer.from(frame);
  }

  #noteUsage(): void {
    if (this.#usageFrame === undefined) return;
    const last = parseFrame(this.#usageFrame, JSON.parse);
    if (last !== undefined) noteResponse(this.call.facts, last);
  }

  #look(frame: Buffer): Buffer | undefined {
    const response = parseFrame(frame, JSON.parse);
    if (response === undefined) {
      this.call.facts.skippedFrames++;
      return undefined;
    }
    this.#first = false;
    // It is written again.
    if (response['error'] !== undefined) throw this.errorFrom(parseFrame(frame));
    this.#sizes.add(frame.length - AROUND_DATA);
    noteResponse(this.call.facts, response);
    this.#looked = frame;
    return frame;
  }
}

function isSame(frame: Buffer, other: Buffer | undefined): boolean {
  return frame.buffer === other?.buffer && frame.byteOffset === other.byteOffset;
}
