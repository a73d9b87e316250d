import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayError } from '../../errors/gateway-error';
import { toGatewayError } from '../../errors/to-gateway-error';
import { headersForCaller } from '../../upstream/forwarded-headers';
import type { BodyConsumer, BodyFlow } from '../../upstream/upstream-exchange';
import { upstreamFailed } from '../../upstream/upstream-failure';
import type { LlmCall, StreamSink } from '../llm-adapter';
import { ChunkWriter } from './chunk-writer';
import { mapAnswer } from './nesting';

/** A dialect's reading of a stream: bytes in, chunks into the writer it was made with. */
export interface StreamMapping {
  /** Takes a piece of the body, cut anywhere. @throws GatewayError for an error event, a frame that is broken or too large */
  push(piece: Buffer): void;
  /** The body has ended: takes what was still incomplete. @throws GatewayError when that is half a frame */
  end(): void;
  /** Whether the provider has said that its answer is whole: the body's end is not waited for then. */
  readonly done?: boolean;
}

/** No more than this, and the piece that passes it, is taken in one tick: a caller may turn out to be behind. */
const TICK_BYTES = 32 * 1024;

/**
 * Drives a stream that is mapped: reads from the upstream as fast as the caller takes it, hands the pieces of a tick to
 * the mapping together, and what that wrote to the sink. A stream is whole when the mapping has written a finish reason.
 */
export class MappedStreamReader implements BodyConsumer {
  /** Whether the upstream answered with a stream. */
  opened = false;
  readonly #writer: ChunkWriter;
  readonly #mapping: StreamMapping;
  #flow: BodyFlow | undefined;
  #pieces: Buffer[] = [];
  #piecesSize = 0;
  #behind = false;
  #failure: GatewayError | undefined;

  /**
   * @param contentType what the answer's content type begins with if it is a stream
   * @param mapping makes the dialect's mapping on the writer that it is to use
   */
  constructor(
    private readonly call: LlmCall,
    private readonly sink: StreamSink,
    private readonly contentType: string,
    mapping: (out: ChunkWriter) => StreamMapping,
  ) {
    this.#writer = new ChunkWriter(call);
    this.#mapping = mapping(this.#writer);
    sink.onDrain = () => {
      this.#behind = false;
      this.#flow?.resume();
    };
  }

  head(status: number, headers: IncomingHttpHeaders, flow: BodyFlow): boolean {
    const { facts } = this.call;
    facts.upstreamStatus = status;
    const type = headers['content-type'];
    if (status !== 200 || typeof type !== 'string' || !type.toLowerCase().startsWith(this.contentType))
      return false;
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

  /**
   * The upstream has ended its stream. Delivers the usage chunk when the caller asked for one.
   * @throws GatewayError PROVIDER_ERROR when the answer was not complete
   */
  end(): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#readPieces();
    mapAnswer(() => {
      this.#mapping.end();
    });
    if (this.call.facts.finishReason === undefined) {
      this.#writer.flush(this.sink);
      throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
    }
    this.#writer.usage();
    this.#writer.flush(this.sink);
  }

  readonly #takePieces = (): void => {
    try {
      const paused = this.#piecesSize >= TICK_BYTES;
      this.#readPieces();
      if (this.#mapping.done === true) this.#flow?.finish();
      else if (paused && !this.#behind) this.#flow?.resume();
    } catch (thrown) {
      this.#failure = toGatewayError(thrown);
      this.#flow?.fail(this.#failure);
    }
  };

  #readPieces(): void {
    const pieces = this.#pieces;
    if (pieces.length === 0) return;
    this.#pieces = [];
    this.#piecesSize = 0;
    try {
      mapAnswer(() => {
        // Each chunk of the transfer coding is a piece of its own; together they are read in fewer steps.
        this.#mapping.push(
          pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces),
        );
      });
    } finally {
      // What came before a failure is the caller's, and the order is kept.
      if (!this.#writer.flush(this.sink)) {
        this.#behind = true;
        this.#flow?.pause();
      }
    }
  }
}
