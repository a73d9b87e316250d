import { upstreamFailed } from '../../upstream/upstream-failure';
import type { LlmCall, StreamSink } from '../llm-adapter';
import { StreamIntake } from '../stream-intake';
import { ChunkWriter } from './chunk-writer';
import { mapAnswer } from '../mapping/nesting';

/** A dialect's reading of a stream: bytes in, chunks into the writer it was made with. */
export interface StreamMapping {
  /** Takes a piece of the body, cut anywhere. @throws GatewayError for an error event, a frame that is broken or too large */
  push(piece: Buffer): void;
  /** The body has ended: takes what was still incomplete. @throws GatewayError when that is half a frame */
  end(): void;
  /** Bytes of a frame whose end has not come. */
  readonly heldBytes: number;
  /** Whether the provider has said that its answer is whole: the body's end is not waited for then. */
  readonly done?: boolean;
}

/**
 * Drives a stream that is mapped: hands the pieces of a tick to the mapping together, and what that wrote to the sink. A
 * stream is whole when the mapping has written a finish reason.
 */
export class MappedStreamReader extends StreamIntake {
  readonly #writer: ChunkWriter;
  readonly #mapping: StreamMapping;

  /**
   * @param contentType what the answer's content type begins with if it is a stream
   * @param mapping makes the dialect's mapping on the writer that it is to use
   */
  constructor(
    call: LlmCall,
    sink: StreamSink,
    contentType: string,
    mapping: (out: ChunkWriter) => StreamMapping,
  ) {
    super(call, sink, contentType);
    this.#writer = new ChunkWriter(call);
    this.#mapping = mapping(this.#writer);
  }

  get heldBytes(): number {
    return this.#mapping.heldBytes;
  }

  protected get complete(): boolean {
    return this.#mapping.done === true;
  }

  /**
   * The upstream has ended its stream. Delivers the usage chunk when the caller asked for one.
   * @throws GatewayError PROVIDER_ERROR when the answer was not complete
   */
  end(): void {
    this.takeRest();
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

  protected take(pieces: readonly Buffer[]): void {
    try {
      mapAnswer(() => {
        // Each chunk of the transfer coding is a piece of its own; together they are read in fewer steps.
        this.#mapping.push(
          pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces),
        );
      });
    } finally {
      // What came before a failure is the caller's, and the order is kept.
      if (!this.#writer.flush(this.sink)) this.fallBehind();
    }
  }
}
