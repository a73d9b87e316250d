const LONGEST_TOKEN = 16;
const WORD = new RegExp(`\\s*\\S{1,${LONGEST_TOKEN}}|\\s+`, 'gu');
const JSON_PIECE = new RegExp(`[\\s"{}[\\]:,]+|[^\\s"{}[\\]:,]{1,${LONGEST_TOKEN}}`, 'gu');

/** Cuts prose as the mock streams it: a token is a word of at most 16 characters with the space before it. */
export function wordTokens(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}

/** Cuts a JSON text as the mock streams it: runs of punctuation, and what stands between them. */
export function jsonTokens(json: string): readonly string[] {
  return json.match(JSON_PIECE) ?? [];
}

/** The tokens of every key and scalar in a parsed value, however deep it is nested. */
export function countTokensIn(value: unknown): number {
  let tokens = 0;
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') tokens += wordTokens(next).length;
    else if (Array.isArray(next)) for (const item of next) waiting.push(item);
    else if (typeof next === 'object' && next !== null) {
      for (const [key, member] of Object.entries(next)) waiting.push(key, member);
    } else if (next !== undefined) tokens += 1;
  }
  return tokens;
}
