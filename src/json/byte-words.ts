/** Looked up once: in a context of its own (Jest's) a look at a global takes longer than all the rest. */
const { clz32 } = Math;

/**
 * Bytes four at a time, as far as they fill whole words; the first word begins `lead` bytes before the first byte.
 *
 * What it buys, measured in process against loops over single bytes (Node 24, medians of 41 interleaved runs): to look
 * through a burst of 100 chunks of 300 bytes takes 25 µs instead of 54, which is 0.3 µs a chunk; to count the brackets of a
 * body of 17 KB takes 4.9 µs instead of 14.
 */
export interface ByteWords {
  readonly words: Int32Array;
  readonly lead: number;
}

/** Looks at the same memory; nothing is copied. */
export function wordsOf({ buffer, byteOffset, length }: Buffer): ByteWords {
  const lead = byteOffset & 3;
  return { words: new Int32Array(buffer, byteOffset - lead, (lead + length) >> 2), lead };
}

/**
 * Marks each byte of a word that is the one which `four` repeats by its top bit; behind such a byte others may be marked
 * too, and the other bits mean nothing (https://graphics.stanford.edu/~seander/bithacks.html#ZeroInWord).
 */
export function equalBytes(word: number, four: number): number {
  const differing = word ^ four;
  return (differing - 0x01010101) & ~differing;
}

/**
 * The next place in a JSON string, from a place on, that has to be looked at: that of a quote, a backslash or a control
 * character. Now and then another byte is there too; the caller goes on behind it. Four bytes are looked at together, the last
 * few one by one.
 * @returns a place behind the bytes where there is nothing more to look at
 */
export function nextInString({ words, lead }: ByteWords, from: number): number {
  const count = words.length;
  let index = (from + lead) >> 2;
  if (index >= count) return from;
  let found = stringMarks(words[index] ?? 0) & (-1 << (((from + lead) & 3) << 3));
  while (found === 0 && ++index < count) found = stringMarks(words[index] ?? 0);
  return (index << 2) - lead + (found === 0 ? 0 : firstMarked(found));
}

/**
 * Marks a quote, a backslash or less than a space, as {@link equalBytes} does. With its second bit turned a quote is a
 * space, and what was less than a space still is (https://graphics.stanford.edu/~seander/bithacks.html#HasLessInWord).
 */
function stringMarks(word: number): number {
  const turned = word ^ 0x02020202;
  return (((turned - 0x21212121) & ~turned) | equalBytes(word, 0x5c5c5c5c)) & 0x80808080;
}

/** The index in its (little-endian) word of the first byte that is marked by its top bit, where one is. */
export function firstMarked(marks: number): number {
  return (31 - clz32(marks & -marks)) >> 3;
}
