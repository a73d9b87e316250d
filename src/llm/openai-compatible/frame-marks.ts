const QUOTE = 0x22;
const COLON = 0x3a;
const SPACE = 0x20;
const LETTER_E = 0x65;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_U = 0x75;

// The keys for which a chunk has to be parsed when their value is not null, behind their opening quote.
const FINISH_REASON = Buffer.from('finish_reason"');
const USAGE = Buffer.from('usage"');
const ERROR = Buffer.from('error"');

/**
 * Whether a chunk carries a finish reason, usage or an error. One pass over its bytes: searches for words take three
 * times as long, because JSON is full of the quote that each of them begins with.
 */
export function needsParsing(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== QUOTE) continue;
    const first = bytes[at + 1];
    if (first === LETTER_F) {
      if (hasValue(bytes, at + 1, FINISH_REASON)) return true;
    } else if (first === LETTER_U) {
      if (hasValue(bytes, at + 1, USAGE)) return true;
    } else if (first === LETTER_E) {
      if (hasValue(bytes, at + 1, ERROR)) return true;
    }
  }
  return false;
}

function hasValue(bytes: Buffer, from: number, key: Buffer): boolean {
  let at = from;
  for (let index = 0; index < key.length; index++, at++) {
    if (bytes[at] !== key[index]) return false;
  }
  while (bytes[at] === SPACE || bytes[at] === COLON) at++;
  return bytes[at] !== LETTER_N;
}
