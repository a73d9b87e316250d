import { equalBytes, firstMarked, wordsOf } from '../../../json/byte-words';
import type { ByteWords } from '../../../json/byte-words';

const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;
const TAB = 0x09;
const LETTER_E = 0x65;
const LETTER_N = 0x6e;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;

/** What a key of a chunk says about it. */
enum Says {
  /** It has to be parsed where the value is not null. */
  Parse,
  /** The same, and each choice has one. */
  FinishReason,
  Delta,
  Choices,
  /** It has to be parsed where the value is a list. */
  Content,
  /** It has to be parsed where the value is an empty text. */
  Role,
  /** It has to be parsed where the value begins as the name of errors does. */
  Object,
}

interface Key {
  readonly says: Says;
  /** With its opening quote. */
  readonly written: Buffer;
}

const KEYS: readonly (Key | undefined)[] = keysByLastLetters({
  finish_reason: Says.FinishReason,
  usage: Says.Parse,
  error: Says.Parse,
  tool_calls: Says.Parse,
  function_call: Says.Parse,
  delta: Says.Delta,
  choices: Says.Choices,
  content: Says.Content,
  role: Says.Role,
  object: Says.Object,
});
/** From this size on a piece is looked through four bytes at a time. */
const SEVERAL_FRAMES = 1024;

/**
 * Whether a chunk carries a finish reason, usage, tool calls, content in parts or an error, an empty role, no choices, or a choice without a delta. One pass over its
 * bytes, from colon to colon: searches for words take three times as long, because JSON is full of the quote that each of
 * them begins with.
 */
export function needsParsing(bytes: Buffer, start: number, end: number): boolean {
  deltas = 0;
  choices = 0;
  finishes = 0;
  return hasMark(bytes, start, end) || choices === 0 || deltas < choices;
}

/** Of the chunk that is looked through: the deltas, and the choices as far as they can be counted without parsing. */
let deltas = 0;
let choices = 0;
let finishes = 0;

function hasMark(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  if (bytes.length >= SEVERAL_FRAMES) {
    const { words, lead } = latestWords(bytes);
    const last = Math.min(words.length, (end + lead) >> 2);
    for (let index = (start + lead) >> 2; index < last; index++) {
      let found = equalBytes(words[index] ?? 0, 0x3a3a3a3a) & 0x80808080;
      while (found !== 0) {
        const colon = (index << 2) - lead + firstMarked(found);
        if (colon >= start && isMark(bytes, colon)) return true;
        found &= found - 1;
      }
    }
    at = Math.max(start, (last << 2) - lead);
  }
  for (; at < end; at++) if (bytes[at] === COLON && isMark(bytes, at)) return true;
  return false;
}

function isMark(bytes: Buffer, colon: number): boolean {
  if (bytes[colon] !== COLON) return false;
  let quote = colon - 1;
  while (bytes[quote] === SPACE || bytes[quote] === TAB) quote--;
  if (bytes[quote] !== QUOTE) return false;
  const key = KEYS[placeOf(bytes[quote - 2] ?? 0, bytes[quote - 1] ?? 0)];
  if (key === undefined) return false;
  const { written, says } = key;
  const from = quote - written.length;
  if (bytes[from] !== QUOTE) return false;
  // Of the others a key that looks like one costs a needless parsing at most.
  if (says === Says.Delta || says === Says.Choices) {
    for (let index = written.length - 1; index > 0; index--) {
      if (bytes[from + index] !== written[index]) return false;
    }
  }
  let value = colon + 1;
  while (bytes[value] === SPACE) value++;
  return note(says, bytes, value);
}

/** Where the table has a key, by its last two letters: the other keys of a chunk are told apart by one look at it. */
function placeOf(lastButOne: number, last: number): number {
  return (lastButOne * 31 + last) & 255;
}

/** Takes note of a key whose value begins at `value`. @returns whether it alone is reason enough to parse the chunk */
function note(says: Says, bytes: Buffer, value: number): boolean {
  const first = bytes[value];
  if (says === Says.Delta) {
    if (first === OPEN_BRACE) deltas++;
    return false;
  }
  if (says === Says.Content) return first === OPEN_BRACKET;
  if (says === Says.Object) return bytes[value + 1] === LETTER_E;
  if (says === Says.Role) return first === QUOTE && bytes[value + 1] === QUOTE;
  if (says === Says.Choices) {
    const isEmptyList = first === OPEN_BRACKET && bytes[value + 1] === CLOSE_BRACKET;
    // What comes without a choice is a gateway's own, and lacks what every chunk has at times.
    if (isEmptyList) return true;
    if (choices === 0) choices = 1;
    return false;
  }
  if (first !== LETTER_N) return true;
  if (says === Says.FinishReason && ++finishes > choices) choices = finishes;
  return false;
}

function keysByLastLetters(keys: Readonly<Record<string, Says>>): (Key | undefined)[] {
  const table = Array.from({ length: 256 }, (): Key | undefined => undefined);
  for (const [name, says] of Object.entries(keys)) {
    const place = placeOf(name.charCodeAt(name.length - 2), name.charCodeAt(name.length - 1));
    if (table[place] !== undefined) throw new Error(`The key ${name} has the place of another one.`);
    table[place] = { says, written: Buffer.from(`"${name}`) };
  }
  return table;
}

/** The piece that was looked through last: its frames are asked about one after the other. */
let latest: { readonly of: Buffer; readonly words: ByteWords } | undefined;

function latestWords(bytes: Buffer): ByteWords {
  if (latest?.of !== bytes) latest = { of: bytes, words: wordsOf(bytes) };
  return latest.words;
}
