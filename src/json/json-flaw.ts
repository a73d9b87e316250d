/** Where V8 says it: "Expected ',' or '}' after property value in JSON at position 40 (line 1 column 41)". */
const PLACED = /^(.{1,100}?)(?: (?:in|after) JSON)? at position \d+ \(line (\d+) column (\d+)\)/;
/** Elsewhere it quotes what is around the place, which may hold anything. */
const UNEXPECTED = /^Unexpected token '([\x21-\x7e])'/;

/**
 * What is wrong with bytes that `JSON.parse` refused, and where: for the one who sent them. Of them it says one character at most.
 * @param cause what `JSON.parse` threw
 * @returns the end of a sentence, such as "unterminated string at line 1, column 41"
 */
export function jsonFlaw(raw: Uint8Array, cause: unknown): string {
  const [first, second, third] = raw;
  if (first === 0xef && second === 0xbb && third === 0xbf)
    return 'it begins with a byte order mark, which has to be left out';
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isWide || first === 0 || second === 0) return 'it is not in UTF-8';
  const said = cause instanceof Error ? cause.message : '';
  if (said === 'Unexpected end of JSON input') return 'it ends too early';
  const [, what, line, column] = PLACED.exec(said) ?? [];
  if (what !== undefined)
    return `${what.charAt(0).toLowerCase()}${what.slice(1)} at line ${line}, column ${column}`;
  const [, sign] = UNEXPECTED.exec(said) ?? [];
  return sign === undefined ? 'it could not be parsed' : `unexpected ${sign === "'" ? 'quote' : `'${sign}'`}`;
}
