import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayError } from '../../errors/gateway-error';
import { toGatewayError } from '../../errors/to-gateway-error';
import { MAX_FRAME_BYTES, SseFrameReader } from '../../streaming/sse-frame.reader';
import { headersForCaller } from '../../upstream/forwarded-headers';
import type { BodyConsumer, BodyFlow } from '../../upstream/upstream-exchange';
import { upstreamFailed } from '../../upstream/upstream-failure';
import type { LlmCall, StreamSink } from '../llm-adapter';
import { estimateUsage } from '../usage-estimate';
import { parseFrame, withoutCr } from './frame';
import { noteResponse } from './native-facts';

/** No more than this, and the piece that passes it, is taken in one tick: a caller may turn out to be behind. */
const TICK_BYTES = 32 * 1024;
/** What a frame is parsed for; the first frame is parsed in any case. */
const MARKS = ['"finishReason"', '"blockReason"', '"error"'].map((mark) => Buffer.from(mark));
const USAGE = Buffer.from('"usageMetadata"');

/**
 * Passes Gemini's frames on as they are, in canonical form. Nearly every frame has usage, and the last one counts: its
 * bytes are kept and parsed at the end alone.
 */
export class NativeStreamReader implements BodyConsumer {
  /** Whether the upstream answered with a stream. */
  opened = false;
  #flow: BodyFlow | undefined;
  #pieces: Buffer[] = [];
  #piecesSize = 0;
  #behind = false;
  #failure: GatewayError | undefined;
  #run: Buffer[] = [];
  #delivered = 0;
  #first = true;
  #ending = false;
  #usageFrame: Buffer | undefined;
  readonly #frames = new SseFrameReader((frame) => this.#look(frame), MAX_FRAME_BYTES, {
    needsLook: () => true,
    take: (run, count) => {
      this.#run.push(Buffer.from(run));
      this.#delivered += count;
    },
  });
  #handedOver = 0;

  constructor(
    private readonly call: LlmCall,
    private readonly sink: StreamSink,
    private readonly errorFrom: (frame: unknown) => GatewayError,
  ) {
    sink.onDrain = () => {
      this.#behind = false;
      this.#flow?.resume();
    };
  }

  head(status: number, headers: IncomingHttpHeaders, flow: BodyFlow): boolean {
    const { facts } = this.call;
    facts.upstreamStatus = status;
    const type = headers['content-type'];
    if (status !== 200 || typeof type !== 'string' || !type.toLowerCase().startsWith('text/event-stream')) {
      return false;
    }
    this.#flow = flow;
    facts.headers = headersForCaller(headers);
    this.opened = true;
    this.sink.opened(facts.headers);
    return true;
  }

  data(piece: Buffer): void {
    this.#piecesSize += piece.length;
    if (this.#piecesSize >= TICK_BYTES) this.#flow?.pause();
    if (this.#pieces.push(piece) === 1) process.nextTick(this.#takePieces);
  }

  /** The upstream has ended its stream. @throws GatewayError PROVIDER_ERROR when the answer was not complete */
  end(): void {
    if (this.#failure !== undefined) throw this.#failure;
    const { facts } = this.call;
    this.#ending = true;
    try {
      this.#readPieces();
      this.#frames.end();
    } finally {
      this.#handOver();
    }
    if (this.#usageFrame !== undefined) {
      const last = parseFrame(this.#usageFrame);
      if (last !== undefined) noteResponse(facts, last);
    }
    if (facts.finishReason === undefined) {
      throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
    }
    facts.usage ??= estimateUsage(this.call.raw.length, { frames: this.#delivered });
  }

  readonly #takePieces = (): void => {
    try {
      const paused = this.#piecesSize >= TICK_BYTES;
      try {
        this.#readPieces();
      } finally {
        this.#handOver();
      }
      if (paused && !this.#behind) this.#flow?.resume();
    } catch (thrown) {
      this.#failure = toGatewayError(thrown);
      this.#flow?.fail(this.#failure);
    }
  };

  #readPieces(): void {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#piecesSize = 0;
    for (const piece of pieces) this.#frames.push(withoutCr(piece));
  }

  /** Hands over what came together, in one. */
  #handOver(): void {
    const count = this.#delivered - this.#handedOver;
    if (count === 0) return;
    const [only] = this.#run;
    const frames = this.#run.length === 1 && only !== undefined ? only : Buffer.concat(this.#run);
    this.#run = [];
    this.#handedOver = this.#delivered;
    if (this.sink.push(frames, count)) return;
    this.#behind = true;
    this.#flow?.pause();
  }

  #look(frame: Buffer): Buffer | undefined {
    if (frame.includes(USAGE)) this.#usageFrame = Buffer.from(frame);
    if (!this.#first && !this.#ending && !MARKS.some((mark) => frame.includes(mark))) return frame;
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
