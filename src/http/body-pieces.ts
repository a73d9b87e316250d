import { IncomingMessage } from 'node:http';

/** Chunks of a body after which they have to be of {@link LEAST_CHUNK_BYTES} on average. */
export const FREE_CHUNKS = 32_768;
/** No client's buffer is so small; each chunk costs as much as a request's line, whatever is in it. */
export const LEAST_CHUNK_BYTES = 16;
/** Chunks that are taken of one connection before others have their turn. */
const CHUNKS_A_TURN = 256;

/** What is to be done about the chunks of a body. */
export interface OnPieces {
  /** Many have come at once: read no more of this connection now. */
  readonly manyAtOnce: () => void;
  /** They are too small: nothing more of the body is taken. */
  readonly tooSmall: () => void;
}

/**
 * Looks at the chunks of a request's body as they come, whether or not anybody reads them. Chunks of one byte would
 * otherwise keep the process from everything else: a connection is read thirty times in a row while it has more.
 */
export function watchPieces(request: IncomingMessage, { manyAtOnce, tooSmall }: OnPieces): void {
  if (request.headers['transfer-encoding'] === undefined) return;
  let chunks = 0;
  let bytes = 0;
  let atOnce = 0;
  const newTurn = (): void => {
    atOnce = 0;
  };
  request.push = (piece: unknown, encoding) => {
    if (!(piece instanceof Uint8Array)) return IncomingMessage.prototype.push.call(request, piece, encoding);
    chunks++;
    bytes += piece.length;
    if (chunks > FREE_CHUNKS && bytes < chunks * LEAST_CHUNK_BYTES) {
      tooSmall();
      return false;
    }
    if (++atOnce === 1) setImmediate(newTurn);
    else if (atOnce === CHUNKS_A_TURN) manyAtOnce();
    return IncomingMessage.prototype.push.call(request, piece, encoding);
  };
  // Node drops what comes behind an answer without a look at it.
  Reflect.set(request, '_dump', () => request.resume());
}
