import { GatewayError } from '../errors/gateway-error';
import { isObject } from '../json/json-object';
import type { JsonObject } from '../json/json-object';
import { parsedJson } from '../json/parsed-json';
import { BodyBytes } from '../memory/body-bytes';
import { MAX_FRAME_BYTES } from '../sse/sse-frame.reader';
import { upstreamFailed } from '../upstream/upstream-failure';
import { FrameSizes } from './frame-sizes';
import { StreamIntake } from './stream-intake';

const NOTHING = Buffer.alloc(0);
const LF = 0x0a;
const CR = 0x0d;
const BLANK_LINE = Buffer.from('\n\n');
const DATA_FIELD = Buffer.from('data:');
/** In the place of where a frame ends: it does not pass unread. */
export const OTHER_FRAME = -1;

/**
 * Passes the frames of an event stream on as the bytes that they are, to a caller who speaks the same wire. What comes before
 * the first frame of content waits for it: an answer that fails before has not begun, and another deployment can give it.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export abstract class NativeStream extends StreamIntake {
  /** The caller gets the frames: content has come. */
  protected begun = false;
  /** The answer is over; what follows is dropped. */
  protected stopped = false;
  /** Frames of content. */
  protected content = 0;
  readonly #sizes = new FrameSizes();
  /** The beginning of a frame whose end has not come. */
  #carry: BodyBytes | undefined;
  #carrySize = 0;
  #carryEndsWithLf = false;
  #afterCr = false;
  /** Frames before the first one of content. */
  #waiting: Buffer[] = [];

  get heldBytes(): number {
    return this.#carrySize;
  }

  protected get complete(): boolean {
    return this.stopped;
  }

  /**
   * Takes the frame that begins at a place where it is content for the caller in which nothing is to be read.
   * @returns where it ends; {@link OTHER_FRAME} for every other, which is not taken
   */
  protected abstract passes(bytes: Buffer, start: number): number;

  /**
   * Looks at any other frame, its blank line included.
   * @returns whether it is for the caller
   * @throws GatewayError for one that says that the answer has failed
   */
  protected abstract frame(frame: Buffer): boolean;

  /** The upstream has ended its stream. @throws GatewayError PROVIDER_ERROR when the answer was not complete */
  protected takeEnd(): void {
    this.takeRest();
    if (!this.stopped && this.#carry !== undefined) this.#takeLast(this.#joined(BLANK_LINE));
    if (!this.stopped) throw upstreamFailed('cut', 'The upstream ended its answer before it was complete.');
  }

  /** Notes a frame of content. */
  protected count(size: number): void {
    this.begun = true;
    this.content++;
    this.#sizes.add(size);
  }

  /** What a frame says; undefined for one that says nothing, such as a comment. */
  protected parsed(frame: Buffer): JsonObject | undefined {
    const text = dataIn(frame);
    if (text === '' || text === '[DONE]') return undefined;
    try {
      const event: unknown = JSON.parse(text);
      return isObject(event) ? event : undefined;
    } catch (cause) {
      throw upstreamFailed('malformed', 'The upstream sent a frame that is not JSON.', cause);
    }
  }

  protected take(bytes: Buffer): void {
    if (!this.stopped) this.#piece(this.#withLf(bytes));
  }

  #piece(piece: Buffer): void {
    if (piece.length === 0) return;
    const last = piece.lastIndexOf(BLANK_LINE);
    const end = last >= 0 ? last + BLANK_LINE.length : this.#carryEndsWithLf && piece[0] === LF ? 1 : 0;
    if (end > 0) this.#read(this.#joined(piece.subarray(0, end)));
    if (end < piece.length && !this.stopped) this.#keep(piece.subarray(end));
  }

  /** A frame whose blank line never came; half of one is for nobody: its caller could not read it. */
  #takeLast(frame: Buffer): void {
    if (isWhole(frame)) this.#read(frame);
  }

  #keep(rest: Buffer): void {
    this.#carry ??= new BodyBytes();
    this.#carry.add(Buffer.from(rest));
    this.#carrySize += rest.length;
    this.#carryEndsWithLf = rest.at(-1) === LF;
    if (this.#carrySize > MAX_FRAME_BYTES) {
      throw new GatewayError('PROVIDER_ERROR', 'The upstream sent a frame over the size limit.', {
        upstreamFailure: 'frame_too_large',
      });
    }
  }

  #joined(end: Buffer): Buffer {
    if (this.#carry === undefined) return end;
    this.#carry.add(end);
    const whole = this.#carry.join();
    this.#carry = undefined;
    this.#carrySize = 0;
    this.#carryEndsWithLf = false;
    return whole;
  }

  /** Takes whole frames. */
  #read(bytes: Buffer): void {
    let from = 0;
    let at = 0;
    let count = 0;
    try {
      while (at < bytes.length && !this.stopped) {
        const passed = this.passes(bytes, at);
        const next = passed === OTHER_FRAME ? frameEnd(bytes, at) : passed;
        if (passed !== OTHER_FRAME || this.frame(bytes.subarray(at, next))) count++;
        else {
          if (count > 0) this.#pass(bytes.subarray(from, at), count);
          from = next;
          count = 0;
        }
        at = next;
      }
    } finally {
      this.call.facts.characters = this.#sizes.characters;
      // What came before a failure is the caller's.
      this.#pass(bytes.subarray(from, at), count);
    }
  }

  #pass(frames: Buffer, count: number): void {
    if (this.begun) {
      const held = this.#waiting;
      this.#waiting = [];
      const all = held.length === 0 ? frames : Buffer.concat([...held, frames]);
      if (count > 0 && !this.sink.push(all, count)) this.fallBehind();
      return;
    }
    if (count > 0) this.#waiting.push(Buffer.from(frames));
    // It shows that the upstream is alive.
    if (!this.sink.push(NOTHING, 0)) this.fallBehind();
  }

  /** A piece with LF for CRLF and CR: providers' lines end at LF, those of some servers that imitate them do not. */
  #withLf(piece: Buffer): Buffer {
    if (!this.#afterCr && !piece.includes(CR)) return piece;
    const text = piece.toString('latin1');
    const rest = this.#afterCr && text.startsWith('\n') ? text.slice(1) : text;
    this.#afterCr = text.endsWith('\r');
    return Buffer.from(rest.replace(/\r\n?/g, '\n'), 'latin1');
  }
}

function dataIn(frame: Buffer): string {
  const data: string[] = [];
  for (let at = 0; at < frame.length;) {
    const lineEnd = frame.indexOf(LF, at);
    if (startsWith(frame, DATA_FIELD, at)) data.push(frame.toString('utf8', at + DATA_FIELD.length, lineEnd));
    at = lineEnd + 1;
  }
  return data.join('\n').trim();
}

function isWhole(frame: Buffer): boolean {
  return parsedJson(dataIn(frame)) !== undefined;
}

/** Where the frame that holds a place ends: behind its blank line, and any others that follow that. */
export function frameEnd(bytes: Buffer, from: number): number {
  const blank = bytes.indexOf(BLANK_LINE, from);
  return behindLineEnds(bytes, blank < 0 ? bytes.length : blank + BLANK_LINE.length);
}

/** The same from the beginning of its second line on. Nearly all have two, and the end of a line is found in half the time. */
export function frameEndBehindName(bytes: Buffer, line: number): number {
  const lineEnd = bytes.indexOf(LF, line);
  // With the end of the line before it an empty line is the blank one.
  if (lineEnd <= line || bytes[lineEnd + 1] !== LF) return frameEnd(bytes, line - 1);
  return behindLineEnds(bytes, lineEnd + BLANK_LINE.length);
}

function behindLineEnds(bytes: Buffer, from: number): number {
  let end = from;
  while (bytes[end] === LF) end++;
  return end;
}

/** Whether a text is at a place of a frame. */
export function startsWith(bytes: Buffer, text: Buffer, at = 0): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
  return true;
}
