const LONGEST_TOKEN = 16;
const WORD = new RegExp(`\\s+\\S{0,${LONGEST_TOKEN}}|\\S{1,${LONGEST_TOKEN}}`, 'gu');
const JSON_PIECE = new RegExp(`[\\s"{}[\\]:,]+|[^\\s"{}[\\]:,]{1,${LONGEST_TOKEN}}`, 'gu');

/** Cuts prose as the mock streams it: a token is a word of at most 16 characters with the space before it. */
export function wordTokens(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}

/**
 * How many {@link wordTokens} a text has, without making them: a text of 20 MiB has millions.
 */
export function countWordTokens(text: string): number {
  let tokens = 0;
  let run = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (isSpace(unit)) {
      tokens += Math.ceil(run / LONGEST_TOKEN);
      run = 0;
    } else if (!isSecondHalf(unit) || !isFirstHalf(text.charCodeAt(at - 1))) run++;
  }
  tokens += Math.ceil(run / LONGEST_TOKEN);
  return run === 0 && text !== '' ? tokens + 1 : tokens;
}

/** `\s` of a regular expression (https://tc39.es/ecma262/#sec-white-space). */
function isSpace(unit: number): boolean {
  if (unit < 0x80) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  return unit === 0xa0 || (unit >= 0x1680 && /\s/.test(String.fromCharCode(unit)));
}

/** Of a character beyond the first 65,536, which is two in JavaScript. */
function isFirstHalf(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

function isSecondHalf(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

/** Cuts a JSON text as the mock streams it: runs of punctuation, and what is between them. */
export function jsonTokens(json: string): readonly string[] {
  return json.match(JSON_PIECE) ?? [];
}

/** The tokens of every key and scalar in a parsed value, however deep it is nested. */
export function countTokensIn(value: unknown): number {
  let tokens = 0;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') tokens += countWordTokens(next);
    else if (Array.isArray(next)) for (const item of next) waiting.push(item);
    else if (typeof next === 'object' && next !== null) {
      for (const [key, member] of Object.entries(next)) waiting.push(key, member);
    } else if (next !== undefined) tokens += 1;
  }
  return tokens;
}
