const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const FIRST_SEPARATOR = Buffer.from('{');
const SEPARATOR = Buffer.from(',');
const LAST_SEPARATOR = Buffer.from('}');
const EMPTY_OBJECT = Buffer.from('{}');

/**
 * New values of top-level fields: what is serialised replaces the field's value, or is added where it is absent. A Buffer
 * is JSON already.
 */
export type JsonEdits = Readonly<Record<string, unknown>>;

/**
 * Changes a few top-level fields of a JSON object by splicing its bytes, so that everything else stays as it was
 * written: 64-bit integers, `1.0`, key order. `raw` has to be a valid JSON object, `present` its parsed form.
 */
export function editJson(raw: Buffer, present: Readonly<Record<string, unknown>>, edits: JsonEdits): Buffer {
  const pieces: Buffer[] = [];
  const replaced = Object.keys(edits).filter((key) => Object.hasOwn(present, key));
  let from = 0;
  if (replaced.length > 0) {
    for (const { key, start, end } of onlyPlace(raw, replaced) ?? topLevelValues(raw)) {
      if (!replaced.includes(key)) continue;
      pieces.push(raw.subarray(from, start), serialised(edits[key]));
      from = end;
    }
  }
  const added = Object.entries(edits).filter(([key]) => !Object.hasOwn(present, key));
  if (added.length > 0) {
    const close = raw.lastIndexOf(CLOSE_BRACE);
    pieces.push(raw.subarray(from, close));
    let comma = Object.keys(present).length > 0 ? ',' : '';
    for (const [key, value] of added) {
      pieces.push(Buffer.from(`${comma}${JSON.stringify(key)}:`), serialised(value));
      comma = ',';
    }
    from = close;
  }
  pieces.push(raw.subarray(from));
  return Buffer.concat(pieces);
}

const PLAIN_KEY = /^\w+$/;
/** How an escape of an ASCII character begins: a key can be written with it. */
const ASCII_ESCAPE = Buffer.from('\\u00');

/**
 * Where the value of one key stands, when the key is written once in all the bytes, so that nothing else can be it: found
 * without a walk through a long prompt. Undefined for several keys, and where it is not so plain.
 */
function onlyPlace(raw: Buffer, keys: readonly string[]): readonly ValueRange[] | undefined {
  const [key] = keys;
  if (key === undefined || keys.length > 1 || !PLAIN_KEY.test(key)) return undefined;
  const written = `"${key}"`;
  const keyStart = raw.indexOf(written);
  if (keyStart < 0 || raw.lastIndexOf(written) !== keyStart || raw.includes(ASCII_ESCAPE)) return undefined;
  const colon = skipBlank(raw, keyStart + written.length);
  if (raw[colon] !== COLON) return undefined;
  const start = skipBlank(raw, colon + 1);
  return [{ key, keyStart, start, end: valueEnd(raw, start) }];
}

function serialised(value: unknown): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
}

/**
 * Leaves top-level fields out of a JSON object, every copy of a key that stands twice; keys and values of the others
 * stay as they were written. `raw` has to be a valid JSON object.
 */
export function removeFields(raw: Buffer, keys: readonly string[]): Buffer {
  const pieces: Buffer[] = [];
  for (const { key, keyStart, end } of topLevelValues(raw)) {
    if (keys.includes(key)) continue;
    pieces.push(pieces.length === 0 ? FIRST_SEPARATOR : SEPARATOR, raw.subarray(keyStart, end));
  }
  pieces.push(pieces.length === 0 ? EMPTY_OBJECT : LAST_SEPARATOR);
  return Buffer.concat(pieces);
}

/** A top-level field of a JSON object: its key, and where that and its value stand in the bytes. */
export interface ValueRange {
  readonly key: string;
  readonly keyStart: number;
  readonly start: number;
  readonly end: number;
}

/** Walks the top-level fields of a valid JSON object; a key that stands twice is given twice. */
export function* topLevelValues(raw: Buffer): Generator<ValueRange> {
  let at = raw.indexOf(OPEN_BRACE) + 1;
  for (;;) {
    at = skipBlank(raw, at);
    if (raw[at] === COMMA) at = skipBlank(raw, at + 1);
    if (raw[at] !== QUOTE) return;
    const keyStart = at;
    const keyEnd = stringEnd(raw, at);
    const key: unknown = JSON.parse(raw.toString('utf8', at, keyEnd));
    at = skipBlank(raw, keyEnd);
    if (raw[at] !== COLON) return;
    const start = skipBlank(raw, at + 1);
    const end = valueEnd(raw, start);
    yield { key: String(key), keyStart, start, end };
    at = end;
  }
}

/** The position of the next byte that is not white space. */
export function skipBlank(raw: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = raw[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at++;
  }
}

/** So far a string's end is looked for byte by byte: for a short one that is done before a search has begun. */
const SHORT_STRING = 32;

/** The position after a string that starts at `from` with its quote. */
function stringEnd(raw: Buffer, from: number): number {
  let at = from + 1;
  for (const near = Math.min(raw.length, at + SHORT_STRING); at < near; at++) {
    if (raw[at] === QUOTE) return at + 1;
    if (raw[at] === BACKSLASH) break;
  }
  for (;;) {
    at = raw.indexOf(QUOTE, at);
    if (at < 0) return raw.length;
    let backslashes = 0;
    while (raw[at - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at + 1;
    at++;
  }
}

/** The position after the JSON value that starts at `from`. */
export function valueEnd(raw: Buffer, from: number): number {
  const first = raw[from];
  if (first === QUOTE) return stringEnd(raw, from);
  let at = from;
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    while (at < raw.length && !endsScalar(raw[at])) at++;
    return at;
  }
  for (let depth = 0; at < raw.length;) {
    const byte = raw[at];
    if (byte === QUOTE) {
      at = stringEnd(raw, at);
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    at++;
    if (depth === 0) return at;
  }
  return at;
}

function endsScalar(byte: number | undefined): boolean {
  return (
    byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || (byte !== undefined && byte <= 0x20)
  );
}
