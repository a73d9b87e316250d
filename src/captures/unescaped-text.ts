/** What a text of JSON says, and where. */
export interface UnescapedText {
  readonly text: string;
  /** Of each character of the text where it begins in the JSON, and where its last one ends. */
  readonly places: Uint32Array;
}

/** https://www.rfc-editor.org/rfc/rfc8259#section-7 */
const ESCAPE = /\\(?:u([\da-fA-F]{4})|(["\\/bfnrt]))/g;
const SAID: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Reads the escapes of a text of JSON. @returns undefined where it has none */
export function unescaped(json: string): UnescapedText | undefined {
  if (!json.includes('\\')) return undefined;
  const places = new Uint32Array(json.length + 1);
  let text = '';
  let from = 0;
  const add = (part: string, at: number): void => {
    for (let index = 0; index < part.length; index++) places[text.length + index] = at + index;
    text += part;
  };
  for (const { index, 0: escape, 1: code, 2: letter = '' } of json.matchAll(ESCAPE)) {
    add(json.slice(from, index), from);
    add(
      code === undefined ? (SAID[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
      index,
    );
    from = index + escape.length;
  }
  add(json.slice(from), from);
  places[text.length] = json.length;
  return { text, places };
}

/** Where a character of the text is in the JSON. */
export function placeOf({ places, text }: UnescapedText, index: number): number {
  return places[Math.min(index, text.length)] ?? 0;
}

/** The first place of a character from one in the JSON on: one within an escape is at its end. */
export function firstPlace(said: UnescapedText, at: number): number {
  let [low, high] = [0, said.text.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (placeOf(said, middle) < at) low = middle + 1;
    else high = middle;
  }
  return placeOf(said, low);
}
