const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** Where a key is in JSON bytes, and where its value begins. */
export interface KeyPlace {
  readonly keyStart: number;
  readonly valueStart: number;
}

/**
 * The next place, at any depth, where a key is in JSON bytes from `start` to `end`; undefined when it is missing.
 * Inside a string the key's quotes are escaped, so it is never found there.
 * @param key with its closing quote, without the opening one: `reasoning"`
 */
export function findKey(bytes: Buffer, start: number, end: number, key: Buffer): KeyPlace | undefined {
  for (let at = start; at < end; at++) {
    if (bytes[at] !== QUOTE || bytes[at + 1] !== key[0] || bytes[at - 1] === BACKSLASH) continue;
    const valueStart = afterKey(bytes, at + 1, end, key);
    if (valueStart !== undefined) return { keyStart: at, valueStart };
  }
  return undefined;
}

function afterKey(bytes: Buffer, from: number, end: number, key: Buffer): number | undefined {
  let at = from;
  for (let index = 0; index < key.length; index++, at++) {
    if (bytes[at] !== key[index]) return undefined;
  }
  at = skipBlank(bytes, at);
  if (bytes[at] !== COLON) return undefined;
  at = skipBlank(bytes, at + 1);
  return at < end ? at : undefined;
}

function skipBlank(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at++;
  return at;
}

/**
 * JSON bytes in which the values of a key, wherever it is, are replaced, with their key: `edit` answers with the new
 * field or fields as JSON text (`"content":"Hi"`), or with undefined for those that stay. The same buffer when all stay.
 */
export function replaceFields(
  json: Buffer,
  key: Buffer,
  edit: (valueStart: number) => { readonly text: string; readonly end: number } | undefined,
): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  let place = findKey(json, 0, json.length, key);
  while (place !== undefined) {
    const change = edit(place.valueStart);
    let next = place.valueStart;
    if (change !== undefined) {
      pieces.push(json.subarray(from, place.keyStart), Buffer.from(change.text));
      from = next = change.end;
    }
    place = findKey(json, next, json.length, key);
  }
  if (pieces.length === 0) return json;
  pieces.push(json.subarray(from));
  return Buffer.concat(pieces);
}
