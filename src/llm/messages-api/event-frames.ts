import { MAX_FRAME_BYTES, SseFrameReader } from '../../sse/sse-frame.reader';

const LF = 0x0a;
const BLANK_LINE = Buffer.from('\n\n');
const EVENT_FIELD = Buffer.from('event: ');
const DATA_FIELD = Buffer.from('data: ');

/**
 * Splits the provider's event stream into the data of its frames. Frames in the form in which the provider writes them,
 * an `event` line and a `data` line, are taken as they lie in a piece; what is cut, or in another form, goes through
 * the reader for any event stream, which takes five times as long.
 */
export class EventFrames {
  /** The reader may hold the beginning of a frame. */
  #inside = false;
  readonly #reader: SseFrameReader;

  /** @param take gets each frame's data */
  constructor(private readonly take: (data: string) => void) {
    this.#reader = new SseFrameReader((frame) => {
      take(frame.toString('utf8', DATA_FIELD.length, frame.length - BLANK_LINE.length));
      return undefined;
    }, MAX_FRAME_BYTES);
  }

  /** Bytes of a frame whose end has not come. */
  get heldBytes(): number {
    return this.#reader.heldBytes;
  }

  /** @throws GatewayError PROVIDER_ERROR when a frame grows over the limit; what `take` throws */
  push(piece: Buffer): void {
    let at = 0;
    while (at < piece.length) {
      if (!this.#inside) at = this.#takeWhole(piece, at);
      if (at === piece.length) return;
      const blank = piece.indexOf(BLANK_LINE, at);
      const end = blank < 0 ? piece.length : blank + BLANK_LINE.length;
      this.#reader.push(piece.subarray(at, end));
      this.#inside = blank < 0;
      at = end;
    }
  }

  /** The stream has ended: hands over a last frame whose blank line never came. */
  end(): void {
    this.#reader.end();
  }

  /** Takes the frames that lie whole in the piece; returns where the first thing begins that is not one. */
  #takeWhole(piece: Buffer, from: number): number {
    let at = from;
    while (startsWith(piece, EVENT_FIELD, at)) {
      const dataLine = piece.indexOf(LF, at) + 1;
      if (dataLine === 0 || !startsWith(piece, DATA_FIELD, dataLine)) break;
      const end = piece.indexOf(LF, dataLine);
      if (end < 0 || piece[end + 1] !== LF) break;
      this.take(piece.toString('utf8', dataLine + DATA_FIELD.length, end));
      at = end + BLANK_LINE.length;
    }
    return at;
  }
}

function startsWith(bytes: Buffer, text: Buffer, at: number): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
  return true;
}
