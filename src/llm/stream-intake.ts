import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayError } from '../errors/gateway-error';
import { toGatewayError } from '../errors/to-gateway-error';
import { headersForCaller } from '../upstream/forwarded-headers';
import type { BodyConsumer, BodyFlow } from '../upstream/upstream-exchange';
import { withDropped } from './dropped-header';
import type { LlmCall, StreamSink } from './llm-adapter';
import { answerFailure } from './mapping/nesting';

/** No more than this, and the piece that passes it, is taken in one tick: a caller may turn out to be behind. */
const TICK_BYTES = 32 * 1024;

/**
 * What every reader of a streamed answer has in common: it reads from the upstream as fast as the caller takes it, the
 * pieces of a tick together, and keeps what was wrong with them for its {@link end}.
 */
export abstract class StreamIntake implements BodyConsumer {
  /** Whether the upstream answered with a stream. */
  opened = false;
  #flow: BodyFlow | undefined;
  /** Pieces of the tick that is running; undici hands over one for each chunk of a chunked transfer. */
  #pieces: Buffer[] = [];
  #piecesSize = 0;
  /** The caller is behind: nothing is read until it has caught up. */
  #behind = false;
  /** What was wrong with the pieces of a tick in which the upstream also ended. */
  #failure: GatewayError | undefined;

  /** @param contentType what the answer's content type begins with if it is a stream */
  constructor(
    protected readonly call: LlmCall,
    protected readonly sink: StreamSink,
    private readonly contentType: string,
  ) {
    sink.onDrain = this.#onDrain;
  }

  head(status: number, headers: IncomingHttpHeaders, flow: BodyFlow): boolean {
    this.call.facts.upstreamStatus = status;
    if (status !== 200 || !this.isStream(headers['content-type'])) return false;
    this.#flow = flow;
    this.open(headers);
    return true;
  }

  /** Whether an answer of this type is a stream. */
  protected isStream(contentType: string | undefined): boolean {
    return contentType !== undefined && contentType.toLowerCase().startsWith(this.contentType);
  }

  /** The answer is a stream. */
  protected open(headers: IncomingHttpHeaders): void {
    const { facts } = this.call;
    facts.headers = headersForCaller(headers);
    this.opened = true;
    this.sink.opened(withDropped(facts));
  }

  /** Takes the events of an answer that did not come as a stream. @throws GatewayError when they are no good */
  takeEvents(headers: IncomingHttpHeaders, events: Buffer): void {
    this.open(headers);
    this.take(events);
  }

  data(piece: Buffer): void {
    this.#piecesSize += piece.length;
    // Only what is said during a piece keeps the next one from coming.
    if (this.#piecesSize >= TICK_BYTES) this.#flow?.pause();
    if (this.#pieces.push(piece) === 1) process.nextTick(this.#takePieces);
  }

  /** The upstream has ended its stream. @throws GatewayError PROVIDER_ERROR when the answer was not complete */
  abstract end(): void;

  /**
   * Reads what came in a tick. The bytes are valid during the call only: who keeps some of them makes a copy.
   * @throws GatewayError when they are no good
   */
  protected abstract take(bytes: Buffer): void;

  /** Bytes that are kept because the frame that they belong to has not ended. */
  abstract get heldBytes(): number;

  /** Whether the answer is complete, whatever the upstream may still send. */
  protected abstract get complete(): boolean;

  /** Reads what came in the tick in which the upstream ended. @throws GatewayError also for what was wrong before */
  protected takeRest(): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#readPieces();
  }

  /** The sink has said that the caller is behind. */
  protected fallBehind(): void {
    this.#behind = true;
    this.#flow?.pause();
  }

  // A function of the object, as all that are handed out: one made in the constructor would share a scope with the sink,
  // and V8 then keeps ended streams until the next full collection.
  readonly #onDrain = (): void => {
    this.#behind = false;
    this.#flow?.resume();
  };

  readonly #takePieces = (): void => {
    try {
      const paused = this.#piecesSize >= TICK_BYTES;
      this.#readPieces();
      if (this.complete) this.#flow?.finish();
      else if (paused && !this.#behind) this.#flow?.resume();
    } catch (thrown) {
      this.#failure = toGatewayError(thrown);
      this.#flow?.fail(this.#failure);
    }
  };

  #readPieces(): void {
    const pieces = this.#pieces;
    const [only] = pieces;
    if (only === undefined) return;
    const size = this.#piecesSize;
    this.#pieces = [];
    this.#piecesSize = 0;
    try {
      this.take(pieces.length === 1 ? only : this.joined(pieces, size));
    } catch (thrown) {
      throw answerFailure(thrown);
    }
  }

  /** The pieces of a tick in one, in memory that the next tick uses again. */
  protected joined(pieces: readonly Buffer[], size: number): Buffer {
    const all = tickMemory(size);
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all.subarray(0, size);
  }
}

/** Memory for so many bytes of one tick, until the next: a new buffer for each tick of each stream would be what fills the heap at high load. */
export function tickMemory(size: number): Buffer {
  return size > workspace.length ? Buffer.allocUnsafe(size) : workspace;
}

const workspace = Buffer.allocUnsafeSlow(64 * 1024);
