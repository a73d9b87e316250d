import type { JsonObject } from '../../json/json-object';
import { skipBlank } from '../../json/json-edit';
import { parsedObject } from '../../json/parsed-object';
import { pieceAlone, pieceIn } from './piece-place';
import type { PiecePlace } from './piece-place';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const SPACE = 0x20;
const LETTER_U = 0x75;
const ASCII_END = 0x80;
const WORD = 4;
/** What may follow a backslash in a string, besides `u` and four digits: RFC 8259, section 7. */
const ESCAPED: ReadonlySet<number | undefined> = new Set(Buffer.from('"\\/bfnrt'));
const FOUR_DIGITS = /^[0-9a-fA-F]{4}$/;

/** With these fields OpenAI and Mistral keep the size of a chunk from telling that of its piece; each chunk has others. */
const PADDING = ['obfuscation', 'p'];
/** Where an answer's text is. */
const TEXT_PLACE: PiecePlace = { kind: 'text', field: 'content' };
/** Put in the place of a string, to see which one it is. */
const PROBE = 'what no model says';
/** A form is worth having learnt if it fits so many chunks. */
const WORTH_FITS = 8;
/** Where forms are not worth it, more and more chunks pass until the next one is learnt, up to two to the power of this. */
const MOST_FRUITLESS = 8;

/**
 * Knows a chunk by one before it: nearly all chunks of an answer are the same bytes but for the piece that they add. The form is
 * learnt from a chunk that was parsed and says a piece and nothing else. One that differs from it in nothing but the string of
 * the piece, and in padding, says another piece and nothing else, and need not be parsed.
 */
export class PieceForm {
  /** The chunk that was learnt; undefined while no form is known. */
  #known: DataView | undefined;
  /** What of it is before, between and behind the strings that change. */
  #constant: readonly Constant[] = [];
  #place: PiecePlace | undefined;
  /** Which of the strings is the piece. */
  #pieceAt = 0;
  /** Chunks that fitted, and that did not, since the last time that a form was to be learnt. */
  #fits = WORTH_FITS;
  #misses = 0;
  #fruitless = 0;
  /** Of the chunk that fitted last: its end, where its piece is, and what it is like. */
  #end = 0;
  #from = 0;
  #to = 0;
  #escaped = false;
  #ascii = true;

  /** Where the chunk that fitted last ends. */
  get end(): number {
    return this.#end;
  }

  /** Bytes of the piece of the chunk that fitted last. */
  get pieceBytes(): number {
    return this.#to - this.#from;
  }

  /**
   * Whether the bytes from a place on are a chunk in the form that is known.
   * @returns where it says its piece; undefined where they are not
   */
  fits(bytes: Buffer, start: number): PiecePlace | undefined {
    const constant = this.#constant;
    const known = this.#known;
    if (known === undefined) return undefined;
    if (latest?.of !== bytes) latest = { of: bytes, view: viewOf(bytes) };
    const { view } = latest;
    let at = start;
    for (let index = 0; index < constant.length; index++) {
      if (index > 0) at = index - 1 === this.#pieceAt ? this.#pieceEnd(bytes, at) : plainEnd(bytes, at);
      const part = constant[index];
      if (part === undefined || !isAt(view, at, known, part)) return undefined;
      at += part.size;
    }
    this.#end = at;
    this.#fits++;
    return this.#place;
  }

  /** The piece of the chunk that fitted last. */
  piece(bytes: Buffer): string {
    const text = bytes.toString(this.#ascii ? 'latin1' : 'utf8', this.#from, this.#to);
    return this.#escaped ? String(JSON.parse(`"${text}"`)) : text;
  }

  /** Notes a chunk that did not fit. @returns whether it is worth parsing to learn its form */
  missed(): boolean {
    return ++this.#misses > (1 << this.#fruitless) >> 2;
  }

  /** What is known holds no longer. */
  forget(): void {
    this.#known = undefined;
  }

  /** Takes the form of a chunk if it says a piece and nothing else. @param written its bytes @param chunk what they say */
  learn(written: Buffer, chunk: JsonObject): void {
    this.#begin();
    const place = pieceAlone(chunk);
    if (place !== undefined) this.#take(written, place, isForm);
  }

  /**
   * Takes the form of a chunk that may pass as it is, whatever its piece is: what differs from it in the piece and in padding alone
   * may pass too. The chunk is not read: its names and other values are what has been looked at.
   */
  learnPassing(written: Buffer): void {
    this.#begin();
    this.#take(written, TEXT_PLACE, () => true);
  }

  #begin(): void {
    this.#fruitless = this.#fits < WORTH_FITS ? Math.min(this.#fruitless + 1, MOST_FRUITLESS) : 0;
    this.#fits = 0;
    this.#misses = 0;
  }

  /** @param isRight whether these are the only strings in which such chunks differ */
  #take(written: Buffer, place: PiecePlace, isRight: typeof isForm): void {
    const strings: FieldString[] = [];
    for (const field of [place.field, ...PADDING]) {
      const found = this.#stringOf(written, field);
      if (found !== undefined) strings.push(found);
    }
    strings.sort((one, other) => one.from - other.from);
    const pieceAt = strings.findIndex(({ field }) => field === place.field);
    const constant: Constant[] = [];
    let start = 0;
    for (const { from, to } of strings) {
      if (to < 0) return;
      constant.push({ from: start, size: from - start });
      start = to;
    }
    constant.push({ from: start, size: written.length - start });
    if (pieceAt < 0 || constant.some(({ size }) => size < WORD)) return;
    if (!isRight(written, constant, place, strings)) return;
    this.#known = viewOf(Buffer.from(written));
    this.#constant = constant;
    this.#pieceAt = pieceAt;
    this.#place = place;
  }

  /** The string that is in the first field of this name; its end is -1 where it is no JSON. */
  #stringOf(written: Buffer, field: string): FieldString | undefined {
    const key = written.indexOf(`"${field}"`, 0, 'latin1');
    if (key < 0) return undefined;
    const colon = skipBlank(written, key + field.length + 2);
    const quote = skipBlank(written, colon + 1);
    if (written[colon] !== COLON || written[quote] !== QUOTE) return undefined;
    return { field, from: quote + 1, to: this.#pieceEnd(written, quote + 1) };
  }

  /** The end of a string's body, where its quote is; -1 where it is no JSON. */
  #pieceEnd(bytes: Buffer, from: number): number {
    this.#from = from;
    this.#escaped = false;
    this.#ascii = true;
    for (let at = from; ; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) return (this.#to = at);
      if (byte < SPACE) return -1;
      if (byte >= ASCII_END) this.#ascii = false;
      if (byte !== BACKSLASH) continue;
      this.#escaped = true;
      const escaped = bytes[++at];
      if (escaped === LETTER_U && FOUR_DIGITS.test(bytes.toString('latin1', at + 1, at + 5))) at += 4;
      else if (!ESCAPED.has(escaped)) return -1;
    }
  }
}

/** Where the chunk that was learnt has bytes that are the same in each chunk, at least four. */
interface Constant {
  readonly from: number;
  readonly size: number;
}

/** A string in a chunk. */
interface FieldString {
  readonly field: string;
  /** Where it begins and ends, without its quotes. */
  readonly from: number;
  readonly to: number;
}

/** Whether chunks with these bytes around the strings differ in the piece and in padding alone, whatever is in the strings. */
function isForm(
  written: Buffer,
  constant: readonly Constant[],
  place: PiecePlace,
  strings: readonly FieldString[],
): boolean {
  const frame = constant.map(({ from, size }) => written.toString('latin1', from, from + size)).join(PROBE);
  const probed = parsedObject(frame.slice(frame.indexOf('{')));
  if (probed === undefined || pieceIn(probed, place) !== PROBE) return false;
  return strings.every(({ field }) => field === place.field || probed[field] === PROBE);
}

/** The bytes that were looked at last: those of many chunks are asked about one after the other. */
let latest: { readonly of: Buffer; readonly view: DataView } | undefined;

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Whether the same bytes are in both. In a third of the time that comparing byte by byte takes. */
function isAt(view: DataView, at: number, known: DataView, { from, size }: Constant): boolean {
  if (at < 0 || at + size > view.byteLength) return false;
  const last = size - WORD;
  for (let index = 0; index < last; index += WORD) {
    if (view.getInt32(at + index, true) !== known.getInt32(from + index, true)) return false;
  }
  // The last four bytes, of which some may have been looked at.
  return view.getInt32(at + last, true) === known.getInt32(from + last, true);
}

/** The next place with something other than a printable character of ASCII, or with what a string cannot have as it is. */
function plainEnd(bytes: Buffer, from: number): number {
  for (let at = from; ; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < SPACE || byte === QUOTE || byte === BACKSLASH || byte >= ASCII_END) return at;
  }
}
