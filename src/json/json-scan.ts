import { nextInString, wordsOf } from './byte-words';
import type { ByteWords } from './byte-words';
import { skipBlank } from './json-edit';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LETTER_U = 0x75;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
/** `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t`: what may follow a backslash, besides `u`. */
const ESCAPED = new Uint8Array(256);
for (const byte of Buffer.from('"\\/bfnrt')) ESCAPED[byte] = 1;
const HEX = new Uint8Array(256);
for (const byte of Buffer.from('0123456789abcdefABCDEF')) HEX[byte] = 1;
const LITERALS: Readonly<Record<number, string>> = { 0x74: 'true', 0x66: 'false', 0x6e: 'null' };

/** Nothing that begins here is JSON, or it is not understood. */
const NOWHERE = -1;

/** What a walk gives up on. */
export interface JsonLimits {
  /** Objects and lists inside one another. */
  readonly depth: number;
  /** Objects, lists, and what follows a comma or a colon: a key and its value are two. */
  readonly values: number;
  /** Characters of a number. */
  readonly numberLength: number;
}

/** Deeper bodies are for a parser to judge. */
const DEPTH_ALONE: JsonLimits = { depth: 512, values: Infinity, numberLength: Infinity };

/**
 * Walks JSON (RFC 8259) in its bytes without making values of it: where something ends, and that it is right up to there.
 * Strict in every rule of `JSON.parse`, so that what passes here passes there.
 */
export class JsonScanner {
  readonly #byWords: ByteWords;
  readonly #inObject: Uint8Array;
  /** Objects and lists that are being walked by their members and elements. */
  #level = 0;
  #values = 0;
  /** Whether the string that was walked last holds a backslash. */
  escaped = false;

  /** @param limits of all that is walked together: a caller that walks something twice has to leave out those of values */
  constructor(
    private readonly raw: Buffer,
    private readonly limits = DEPTH_ALONE,
  ) {
    this.#byWords = wordsOf(raw);
    this.#inObject = new Uint8Array(limits.depth);
  }

  /**
   * Walks the members of an object.
   * @param from where its brace is
   * @param walk takes the places of a key and of its value, says where the value ends; -1 to give up
   * @returns the place after the object; -1 where no object is
   */
  membersEnd(from: number, walk: (keyStart: number, start: number) => number): number {
    return this.#within(OPEN_BRACE, CLOSE_BRACE, from, (at) => {
      const start = this.keyEnd(at);
      return start === NOWHERE ? NOWHERE : walk(at, start);
    });
  }

  /**
   * Walks the elements of a list.
   * @param from where its bracket is
   * @param walk takes the place of an element, says where it ends; -1 to give up
   * @returns the place after the list; -1 where no list is
   */
  elementsEnd(from: number, walk: (start: number) => number): number {
    return this.#within(OPEN_BRACKET, CLOSE_BRACKET, from, walk);
  }

  #within(open: number, close: number, from: number, walk: (start: number) => number): number {
    const before = this.#values;
    if (this.raw[from] !== open || this.#level === this.limits.depth || !this.#mayHoldMore()) return NOWHERE;
    this.#level++;
    const end = this.#partsEnd(from + 1, close, walk);
    this.#level--;
    // It may be walked again as a value.
    if (end === NOWHERE) this.#values = before;
    return end;
  }

  #partsEnd(from: number, close: number, walk: (start: number) => number): number {
    const { raw } = this;
    let at = skipBlank(raw, from);
    if (raw[at] === close) return at + 1;
    for (;;) {
      const end = walk(at);
      if (end === NOWHERE) return NOWHERE;
      at = skipBlank(raw, end);
      if (raw[at] === close) return at + 1;
      if (raw[at] !== COMMA || !this.#mayHoldMore()) return NOWHERE;
      at = skipBlank(raw, at + 1);
    }
  }

  #mayHoldMore(): boolean {
    return ++this.#values <= this.limits.values;
  }

  /** The place after the value that begins at `from`; -1 where none does. */
  valueEnd(from: number): number {
    const { raw } = this;
    const inObject = this.#inObject;
    const maxDepth = this.limits.depth - this.#level;
    let depth = 0;
    let at = from;
    for (;;) {
      const first = raw[at];
      if (first === OPEN_BRACE || first === OPEN_BRACKET) {
        if (depth === maxDepth || !this.#mayHoldMore()) return NOWHERE;
        const isObject = first === OPEN_BRACE;
        at = skipBlank(raw, at + 1);
        if (raw[at] === (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) at++;
        else {
          inObject[depth++] = isObject ? 1 : 0;
          if (isObject) at = this.keyEnd(at);
          if (at === NOWHERE) return NOWHERE;
          continue;
        }
      } else at = this.#scalarEnd(at);
      if (at === NOWHERE) return NOWHERE;
      for (;;) {
        if (depth === 0) return at;
        const isObject = inObject[depth - 1] === 1;
        at = skipBlank(raw, at);
        if (raw[at] === COMMA) {
          if (!this.#mayHoldMore()) return NOWHERE;
          at = skipBlank(raw, at + 1);
          if (isObject) at = this.keyEnd(at);
          if (at === NOWHERE) return NOWHERE;
          break;
        }
        if (raw[at] !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) return NOWHERE;
        depth--;
        at++;
      }
    }
  }

  /** The place of the value whose key begins at `from`; -1 where none does. */
  keyEnd(from: number): number {
    const { raw } = this;
    if (raw[from] !== QUOTE) return NOWHERE;
    const end = this.stringEnd(from);
    if (end === NOWHERE) return NOWHERE;
    const colon = skipBlank(raw, end);
    return raw[colon] === COLON && this.#mayHoldMore() ? skipBlank(raw, colon + 1) : NOWHERE;
  }

  /** The place after the string whose opening quote is at `from`; four bytes are looked at together. */
  stringEnd(from: number): number {
    const { raw } = this;
    const byWords = this.#byWords;
    this.escaped = false;
    let at = from + 1;
    for (;;) {
      at = nextInString(byWords, at);
      const byte = raw[at];
      if (byte === QUOTE) return at + 1;
      if (byte === undefined || byte < 0x20) return NOWHERE;
      if (byte !== BACKSLASH) at++;
      else {
        this.escaped = true;
        at = this.#escapesEnd(at);
        if (at === NOWHERE) return NOWHERE;
      }
    }
  }

  /** The place after all the escapes that follow one another from a backslash on; -1 where one of them is no escape. */
  #escapesEnd(from: number): number {
    const { raw } = this;
    let at = from;
    do {
      const after = raw[at + 1] ?? 0;
      if (ESCAPED[after] === 1) at += 2;
      else if (after === LETTER_U && this.#areHex(at + 2)) at += 6;
      else return NOWHERE;
    } while (raw[at] === BACKSLASH);
    return at;
  }

  #areHex(from: number): boolean {
    const { raw } = this;
    for (let at = from; at < from + 4; at++) if (HEX[raw[at] ?? 0] !== 1) return false;
    return true;
  }

  #scalarEnd(from: number): number {
    const first = this.raw[from];
    if (first === QUOTE) return this.stringEnd(from);
    if (first === undefined) return NOWHERE;
    const literal = LITERALS[first];
    if (literal === undefined) {
      const end = this.#numberEnd(from);
      return end - from > this.limits.numberLength ? NOWHERE : end;
    }
    const end = from + literal.length;
    return this.raw.toString('latin1', from, end) === literal ? end : NOWHERE;
  }

  #numberEnd(from: number): number {
    const { raw } = this;
    let at = raw[from] === MINUS ? from + 1 : from;
    at = raw[at] === ZERO ? at + 1 : this.#digitsEnd(at);
    if (at !== NOWHERE && raw[at] === POINT) at = this.#digitsEnd(at + 1);
    if (at === NOWHERE || ((raw[at] ?? 0) | 0x20) !== 0x65) return at;
    const sign = raw[at + 1];
    return this.#digitsEnd(sign === PLUS || sign === MINUS ? at + 2 : at + 1);
  }

  /** The place after one digit or more. */
  #digitsEnd(from: number): number {
    let at = from;
    for (;;) {
      const byte = this.raw[at];
      if (byte === undefined || byte < ZERO || byte > NINE) return at === from ? NOWHERE : at;
      at++;
    }
  }
}
