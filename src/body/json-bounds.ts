import { equalBytes, nextInString, wordsOf } from '../json/byte-words';
import type { ByteWords } from '../json/byte-words';
import { invalid } from '../errors/invalid-field';
import type { GatewayError } from '../errors/gateway-error';

/** Objects and lists inside one another, the body itself included. No provider's API has more than a few dozen. */
export const MAX_DEPTH = 256;
/**
 * Values of a body: half a second of parsing at the worst (objects with keys of their own). The largest that a provider
 * takes are 300,000 token ids for embeddings (https://platform.openai.com/docs/api-reference/embeddings/create).
 */
export const MAX_VALUES = 500_000;
/** Characters of a number. JavaScript's own longest has 25; exact decimals of other languages have a few hundred. */
export const MAX_NUMBER_LENGTH = 1_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What a byte means outside of strings; all others mean nothing here. */
const OPENS = 1;
const CLOSES = 2;
const PARTS = 3;
const QUOTES = 4;
const NUMBER = 5;
const MEANING = new Uint8Array(256);
for (const byte of Buffer.from('[{')) MEANING[byte] = OPENS;
for (const byte of Buffer.from(']}')) MEANING[byte] = CLOSES;
for (const byte of Buffer.from(',:')) MEANING[byte] = PARTS;
for (const byte of Buffer.from('0123456789+-.eE')) MEANING[byte] = NUMBER;
MEANING[QUOTE] = QUOTES;

/**
 * Holds JSON to its bounds before anything parses it: how deep it is, how many values it has, and how long its numbers are.
 * Whether it is JSON at all is not its matter. It takes time in proportion to the bytes, whatever they are and however they
 * are cut.
 */
export class JsonBounds {
  #depth = 0;
  #values = 0;
  /** Characters of the number that the bytes so far end with. */
  #numberLength = 0;
  #inString = false;
  /** The last piece ended with a backslash that belongs to the next byte. */
  #escapes = false;

  /** Takes the next piece. @returns INVALID_REQUEST when the bytes so far are over a bound */
  take(piece: Buffer): GatewayError | undefined {
    let at = 0;
    const words = wordsOf(piece);
    if (this.#escapes && piece.length > 0) {
      this.#escapes = false;
      at = 1;
    }
    while (at < piece.length) {
      if (this.#inString) {
        at = this.#stringEnd(piece, words, at);
        continue;
      }
      const meaning = MEANING[piece[at++] ?? 0];
      if (meaning === NUMBER) {
        if (++this.#numberLength > MAX_NUMBER_LENGTH) return tooLong();
        continue;
      }
      if (meaning !== 0) this.#numberLength = 0;
      if (meaning === QUOTES) this.#inString = true;
      else if (meaning === OPENS) {
        if (++this.#depth > MAX_DEPTH) return tooDeep();
        if (++this.#values > MAX_VALUES) return tooMany();
      } else if (meaning === CLOSES) this.#depth--;
      // A key and its value are two.
      else if (meaning === PARTS && ++this.#values > MAX_VALUES) return tooMany();
    }
    return undefined;
  }

  /** The place after the end of the string, or the end of the piece; four bytes are looked at together. */
  #stringEnd(piece: Buffer, words: ByteWords, from: number): number {
    let at = from;
    for (;;) {
      at = nextInString(words, at);
      const byte = piece[at];
      if (byte === undefined) return piece.length;
      if (byte === QUOTE) {
        this.#inString = false;
        return at + 1;
      }
      if (byte !== BACKSLASH) at++;
      else {
        // Escapes often follow one another.
        do at += 2;
        while (piece[at] === BACKSLASH);
        if (at > piece.length) this.#escapes = true;
      }
    }
  }
}

/**
 * Holds a body that came whole to the bounds. In a small one only depth and numbers can be too much: the first only with more
 * closing brackets than levels, which are counted four bytes at a time; the second only where one of few places that are a
 * number's length apart is in it.
 * @returns INVALID_REQUEST when it is over a bound
 */
export function overBounds(raw: Buffer): GatewayError | undefined {
  if (raw.length <= MAX_DEPTH) return undefined;
  const over = raw.length > MAX_VALUES || mayHoldLongNumber(raw) || mostBrackets(raw) > MAX_DEPTH;
  return over ? new JsonBounds().take(raw) : undefined;
}

function mayHoldLongNumber(raw: Buffer): boolean {
  for (let at = MAX_NUMBER_LENGTH; at < raw.length; at += MAX_NUMBER_LENGTH) {
    if (MEANING[raw[at] ?? 0] !== NUMBER) continue;
    let start = at;
    while (MEANING[raw[start - 1] ?? 0] === NUMBER) start--;
    let end = at;
    while (MEANING[raw[end] ?? 0] === NUMBER) end++;
    if (end - start > MAX_NUMBER_LENGTH) return true;
  }
  return false;
}

/** At least as many as there are closing brackets, and openings that nothing closes are no JSON. */
function mostBrackets(raw: Buffer): number {
  const { words } = wordsOf(raw);
  let most = 8;
  for (let index = 0; index < words.length; index++) {
    // `]` and `}` differ by this one bit.
    let marks = equalBytes((words[index] ?? 0) | 0x20202020, 0x7d7d7d7d) & 0x80808080;
    for (; marks !== 0; marks &= marks - 1) most++;
  }
  return most;
}

function tooDeep(): GatewayError {
  return invalid('body', `The request body is nested deeper than ${MAX_DEPTH} levels.`);
}

function tooMany(): GatewayError {
  return invalid(
    'body',
    `The request body has more than ${MAX_VALUES} keys and values. Send fewer in one request.`,
  );
}

function tooLong(): GatewayError {
  return invalid(
    'body',
    `The request body has a number of more than ${MAX_NUMBER_LENGTH} characters. Send it as a text.`,
  );
}
