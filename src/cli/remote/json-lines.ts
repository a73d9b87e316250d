/** Longer than any record is. */
const MAX_LINE_CHARACTERS = 4 * 1024 * 1024;

/**
 * Reads lines of JSON as they come: of each piece the lines that end in it.
 * @throws Error when a line is too long or no JSON, or the last one has no end
 */
export async function* jsonLines(
  pieces: AsyncIterable<Uint8Array> | readonly Uint8Array[],
): AsyncGenerator<readonly unknown[], void> {
  const decoder = new TextDecoder();
  let begun = '';
  for await (const piece of pieces) {
    const [first = '', ...others] = decoder.decode(piece, { stream: true }).split('\n');
    begun += first;
    if (begun.length > MAX_LINE_CHARACTERS) throw new Error('a line of its answer is too long');
    const next = others.pop();
    if (next === undefined) continue;
    yield [begun, ...others].map((line): unknown => JSON.parse(line));
    begun = next;
  }
  if (begun !== '') throw new Error('its answer has no end');
}
