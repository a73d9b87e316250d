import { GatewayError } from '../errors/gateway-error';
import { BodyBytes } from '../memory/body-bytes';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;
const DATA_FIELD = 'data';
const EMPTY = Buffer.alloc(0);
const BLANK = Buffer.from(' ');
const FRAME_START = Buffer.from('data: ');
const FRAME_END = Buffer.from('\n\n');
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** The largest frame that is taken from an upstream. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/**
 * Looks at one frame: its bytes in canonical form (`data: ` + one line + a blank line) and the name of its event, which
 * is empty where none was given. Answers with what is to be delivered in its place: the frame itself, another one, or
 * nothing. The bytes are valid during the call only.
 */
export type FrameHandler = (frame: Buffer, event: string) => Buffer | undefined;

/** Takes frames in the order of the stream, as many at a time as come together. */
export interface RunHandler {
  /** Whether a frame has to be looked at by itself: it is in `bytes` from `start` to `end`. */
  needsLook(bytes: Buffer, start: number, end: number): boolean;
  /**
   * Where a frame ends that passes as it is, told by what the handler knows of those before: its data begins at `start`, its
   * blank line is before the end. -1 where that is not known.
   */
  knownEnd?(bytes: Buffer, start: number): number;
  /** Takes `count` frames in canonical form; the bytes are valid during the call only. */
  take(run: Buffer, count: number): void;
}

/**
 * Splits a server-sent event stream into frames, at whatever bytes its pieces are cut.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream (lines end at CRLF, LF
 * or CR alone; comments, `id` and `retry` are left out). A frame that is canonical already is handed over as a slice of
 * the piece it came in; everything else goes through the line parser.
 */
export class SseFrameReader {
  /** Bytes of a line whose end has not come. */
  #carry: BodyBytes | undefined;
  #carrySize = 0;
  /** Data lines of the frame that is being read by the line parser, with a blank for each line break. */
  #data: BodyBytes | undefined;
  /** With one more for each line: a frame may be nothing but lines. */
  #dataSize = 0;
  #event = '';
  /** The frame that is being read is JSON without `data:`. */
  #isBare = false;
  /** The last piece ended with a CR: an LF that follows belongs to it. */
  #afterCr = false;
  #atStart = true;
  /** The first frame of a stream is always looked at. */
  #seenFrame = false;

  /** @param takesBareJson whether JSON on lines of its own, without `data:`, is a frame too: Google writes errors so */
  constructor(
    private readonly handler: FrameHandler,
    private readonly maxFrameBytes = MAX_FRAME_BYTES,
    private readonly runs?: RunHandler,
    private readonly takesBareJson = false,
  ) {}

  /**
   * Takes the next piece of the stream and hands over each frame that it completes.
   * @throws GatewayError PROVIDER_ERROR when a frame grows over the limit.
   */
  push(piece: Buffer): void {
    const bytes = this.#atStart ? this.#withoutBom(piece) : piece;
    if (bytes.length === 0) return;
    // JSON holds no raw CR, so one anywhere means that this stream ends its lines with it.
    const hasCr = bytes.indexOf(CR) >= 0;
    let at = 0;
    while (at < bytes.length) {
      if (!hasCr && this.#between) at = this.#takeCanonical(bytes, at);
      if (at < bytes.length)
        at = hasCr || this.#afterCr ? this.#takeAnyLine(bytes, at) : this.#takeLine(bytes, at);
    }
  }

  /** The stream has ended: hands over a last frame whose blank line never came. */
  end(): void {
    if (this.#carrySize > 0) this.#endLine(this.#join(EMPTY));
    this.#dispatch();
  }

  /** Bytes of a frame whose end has not come. */
  get heldBytes(): number {
    return this.#carrySize + this.#dataSize;
  }

  /** Between two frames, with nothing kept: the state in which a piece can be sliced. */
  get #between(): boolean {
    return this.#carrySize === 0 && this.#data === undefined && this.#event === '' && !this.#afterCr;
  }

  #withoutBom(piece: Buffer): Buffer {
    const start = this.#carrySize === 0 ? piece : this.#join(piece);
    if (start.length < BOM.length && BOM.subarray(0, start.length).equals(start)) {
      this.#keep(start);
      return EMPTY;
    }
    this.#atStart = false;
    return start.subarray(0, BOM.length).equals(BOM) ? start.subarray(BOM.length) : start;
  }

  /** Hands canonical frames over; returns where the first thing begins that is not one. */
  #takeCanonical(bytes: Buffer, from: number): number {
    let at = from;
    let run = from;
    let count = 0;
    while (startsWithData(bytes, at)) {
      const known = this.runs?.knownEnd?.(bytes, at + 6) ?? -1;
      if (known > 0) {
        if (known - at > this.maxFrameBytes) throw tooLarge();
        count++;
        at = known;
        continue;
      }
      const lineEnd = bytes.indexOf(LF, at + 6);
      if (lineEnd < 0 || bytes[lineEnd + 1] !== LF) break;
      const next = lineEnd + 2;
      if (next - at > this.maxFrameBytes) throw tooLarge();
      if (this.#isPlain(bytes, at, lineEnd) || this.#passes(bytes, run, at, next, count)) {
        count++;
      } else {
        run = next;
        count = 0;
      }
      at = next;
    }
    this.#deliver(bytes, run, at, count);
    return at;
  }

  /** Has a frame looked at. True when it passes as it is; else the run before it was delivered, and its replacement. */
  #passes(bytes: Buffer, run: number, at: number, next: number, count: number): boolean {
    this.#seenFrame = true;
    const frame = bytes.subarray(at, next);
    let replacement: Buffer | undefined;
    try {
      replacement = this.handler(frame, '');
    } catch (thrown) {
      this.#deliver(bytes, run, at, count);
      throw thrown;
    }
    if (replacement === frame) return true;
    this.#deliver(bytes, run, at, count);
    if (replacement !== undefined) this.runs?.take(replacement, 1);
    return false;
  }

  #deliver(bytes: Buffer, run: number, end: number, count: number): void {
    if (count > 0) this.runs?.take(bytes.subarray(run, end), count);
  }

  #isPlain(bytes: Buffer, at: number, lineEnd: number): boolean {
    if (this.runs === undefined || !this.#seenFrame) return false;
    if (bytes[at + 6] !== OPEN_BRACE || bytes[lineEnd - 1] !== CLOSE_BRACE) return false;
    return !this.runs.needsLook(bytes, at + 6, lineEnd);
  }

  /** Takes one line that can only end at LF, or keeps what there is of it; returns where the next one begins. */
  #takeLine(bytes: Buffer, from: number): number {
    const lineEnd = bytes.indexOf(LF, from);
    if (lineEnd < 0) {
      this.#keep(bytes.subarray(from));
      return bytes.length;
    }
    this.#endLine(this.#join(bytes.subarray(from, lineEnd)));
    return lineEnd + 1;
  }

  /** Like `#takeLine`, where a line may also end at CR or CRLF. */
  #takeAnyLine(bytes: Buffer, from: number): number {
    if (this.#afterCr) {
      this.#afterCr = false;
      if (bytes[from] === LF) return from + 1;
    }
    let lineEnd = from;
    while (lineEnd < bytes.length && bytes[lineEnd] !== LF && bytes[lineEnd] !== CR) lineEnd++;
    if (lineEnd === bytes.length) {
      this.#keep(bytes.subarray(from));
      return lineEnd;
    }
    this.#afterCr = bytes[lineEnd] === CR;
    this.#endLine(this.#join(bytes.subarray(from, lineEnd)));
    return lineEnd + 1;
  }

  #keep(part: Buffer): void {
    this.#carrySize += part.length;
    if (this.#carrySize + this.#dataSize > this.maxFrameBytes) throw tooLarge();
    // Copied, because the piece that it is cut from belongs to somebody else.
    this.#carry ??= new BodyBytes();
    this.#carry.add(Buffer.from(part));
  }

  #join(rest: Buffer): Buffer {
    if (this.#carrySize === 0) return rest;
    this.#carry?.add(rest);
    const whole = this.#carry?.join() ?? rest;
    this.#carry = undefined;
    this.#carrySize = 0;
    return whole;
  }

  #endLine(line: Buffer): void {
    if (line.length === 0) {
      this.#dispatch();
      return;
    }
    if (this.#isBare || (this.takesBareJson && line[0] === OPEN_BRACE && this.#data === undefined)) {
      this.#isBare = true;
      this.#addData(line);
      return;
    }
    const colon = line.indexOf(COLON);
    if (colon === 0) return;
    const field = line.toString('latin1', 0, colon < 0 ? line.length : colon);
    let value = colon < 0 ? EMPTY : line.subarray(colon + 1);
    if (value[0] === SPACE) value = value.subarray(1);
    if (field === 'event') this.#event = value.toString('utf8').slice(0, 64);
    if (field === DATA_FIELD) this.#addData(value);
  }

  #addData(value: Buffer): void {
    if (this.#data === undefined) this.#data = new BodyBytes();
    // A line break between data lines is outside of JSON's strings, so a blank in its place means the same.
    else this.#data.add(BLANK);
    this.#data.add(Buffer.from(value));
    this.#dataSize += value.length + 1;
    if (this.#dataSize > this.maxFrameBytes) throw tooLarge();
  }

  #dispatch(): void {
    const event = this.#event;
    this.#event = '';
    this.#isBare = false;
    if (this.#data === undefined) return;
    const frame = Buffer.concat([FRAME_START, this.#data.join(), FRAME_END]);
    this.#data = undefined;
    this.#dataSize = 0;
    const passed = this.handler(frame, event);
    if (passed !== undefined) this.runs?.take(passed, 1);
  }
}

function startsWithData(bytes: Buffer, at: number): boolean {
  return (
    bytes[at] === 0x64 &&
    bytes[at + 1] === 0x61 &&
    bytes[at + 2] === 0x74 &&
    bytes[at + 3] === 0x61 &&
    bytes[at + 4] === COLON &&
    bytes[at + 5] === SPACE
  );
}

function tooLarge(): GatewayError {
  return new GatewayError('PROVIDER_ERROR', 'The upstream sent a frame over the size limit.', {
    upstreamFailure: 'frame_too_large',
  });
}
