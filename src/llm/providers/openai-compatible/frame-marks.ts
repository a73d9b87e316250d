import { equalBytes, firstMarked, wordsOf } from '../../../json/byte-words';
import type { ByteWords } from '../../../json/byte-words';

const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;
const TAB = 0x09;
const LETTER_N = 0x6e;

/** The keys for which a chunk has to be parsed when their value is not null, by their last letter. */
const KEYS: readonly (Buffer | undefined)[] = keysByLastLetter(['finish_reason', 'usage', 'error']);
/** From this size on a piece is looked through four bytes at a time. */
const SEVERAL_FRAMES = 1024;

/**
 * Whether a chunk carries a finish reason, usage or an error. One pass over its bytes, from colon to colon: searches for
 * words take three times as long, because JSON is full of the quote that each of them begins with.
 */
export function needsParsing(bytes: Buffer, start: number, end: number): boolean {
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
  const key = KEYS[bytes[quote - 1] ?? 0];
  if (key === undefined) return false;
  const from = quote - key.length;
  for (let index = key.length - 1; index >= 0; index--) if (bytes[from + index] !== key[index]) return false;
  let value = colon + 1;
  while (bytes[value] === SPACE) value++;
  return bytes[value] !== LETTER_N;
}

/** With their opening quotes. */
function keysByLastLetter(names: readonly string[]): (Buffer | undefined)[] {
  const keys = Array.from({ length: 256 }, (): Buffer | undefined => undefined);
  for (const name of names) keys[name.charCodeAt(name.length - 1)] = Buffer.from(`"${name}`);
  return keys;
}

/** The piece that was looked through last: its frames are asked about one after the other. */
let latest: { readonly of: Buffer; readonly words: ByteWords } | undefined;

function latestWords(bytes: Buffer): ByteWords {
  if (latest?.of !== bytes) latest = { of: bytes, words: wordsOf(bytes) };
  return latest.words;
}
