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
const COLON_BYTES = Buffer.from(':');
const EMPTY_OBJECT = Buffer.from('{}');

/**
 * New values of top-level fields: what is serialised replaces the field's value, or is added where it is absent. A Buffer
 * is JSON already.
 */
export type JsonEdits = Readonly<Record<string, unknown>>;

/** A stretch of bytes, and what comes in its place. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly pieces: readonly Buffer[];
}

/**
 * Changes a few top-level fields of a JSON object by splicing its bytes, so that everything else stays as it was
 * written: 64-bit integers, `1.0`, key order. `raw` has to be a valid JSON object, `present` its parsed form.
 */
export function editJson(raw: Buffer, present: Readonly<Record<string, unknown>>, edits: JsonEdits): Buffer {
  const replaced: WrittenKey[] = [];
  const added: Buffer[] = [];
  for (const key of Object.keys(edits)) {
    const written = writtenKey(key);
    if (Object.hasOwn(present, key)) replaced.push(written);
    else {
      if (added.length > 0 || Object.keys(present).length > 0) added.push(SEPARATOR);
      added.push(written.bytes, COLON_BYTES, serialised(edits[key]));
    }
  }
  const splices: Splice[] = [];
  if (replaced.length > 0) {
    for (const field of onlyPlace(raw, replaced) ?? topLevelFields(raw)) {
      const key = replaced.find((written) => hasKey(raw, field, written));
      if (key !== undefined) splices.push({ ...field, pieces: [serialised(edits[key.text])] });
    }
  }
  if (added.length > 0) {
    const close = raw.lastIndexOf(CLOSE_BRACE);
    splices.push({ start: close, end: close, pieces: added });
  }
  return spliced(raw, splices);
}

/** @param splices in the order of their places */
function spliced(raw: Buffer, splices: readonly Splice[]): Buffer {
  let length = raw.length;
  for (const { start, end, pieces } of splices) {
    length += start - end;
    for (const piece of pieces) length += piece.length;
  }
  const edited = Buffer.allocUnsafe(length);
  let from = 0;
  let to = 0;
  for (const { start, end, pieces } of splices) {
    to += raw.copy(edited, to, from, start);
    for (const piece of pieces) to += piece.copy(edited, to);
    from = end;
  }
  raw.copy(edited, to, from);
  return edited;
}

/** Bodies up to this size are walked through: that takes less time than to begin a few searches. */
const SHORT_BODY = 1024;
/** How an escape of an ASCII character begins: a key can be written with it. */
const ASCII_ESCAPE = Buffer.from('\\u00');

/**
 * Where the field of one key is, when the key is written once in all the bytes, so that nothing else can be it: found
 * without a walk through a long prompt. Undefined for several keys, and where it is not so plain.
 */
function onlyPlace(raw: Buffer, keys: readonly WrittenKey[]): readonly FieldRange[] | undefined {
  const [key] = keys;
  if (raw.length <= SHORT_BODY || key === undefined || keys.length > 1 || !key.plain) return undefined;
  const keyStart = raw.indexOf(key.bytes);
  if (keyStart < 0 || raw.lastIndexOf(key.bytes) !== keyStart || raw.includes(ASCII_ESCAPE)) return undefined;
  const keyEnd = keyStart + key.bytes.length;
  const colon = skipBlank(raw, keyEnd);
  if (raw[colon] !== COLON) return undefined;
  const start = skipBlank(raw, colon + 1);
  return [{ keyStart, keyEnd, start, end: valueEnd(raw, start) }];
}

function serialised(value: unknown): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
}

/**
 * Leaves top-level fields out of a JSON object, every copy of a repeated key; keys and values of the others
 * stay as they were written. `raw` has to be a valid JSON object.
 */
export function removeFields(raw: Buffer, keys: readonly string[]): Buffer {
  const pieces: Buffer[] = [];
  const removed = keys.map(writtenKey);
  for (const field of topLevelFields(raw)) {
    if (removed.some((key) => hasKey(raw, field, key))) continue;
    pieces.push(pieces.length === 0 ? FIRST_SEPARATOR : SEPARATOR, raw.subarray(field.keyStart, field.end));
  }
  pieces.push(pieces.length === 0 ? EMPTY_OBJECT : LAST_SEPARATOR);
  return Buffer.concat(pieces);
}

/** The bytes of a top-level field's value; of two such fields the last one counts, as for every parser. */
export function valueBytes(raw: Buffer, name: string): Buffer | undefined {
  const key = writtenKey(name);
  let bytes: Buffer | undefined;
  for (const field of topLevelFields(raw)) {
    if (hasKey(raw, field, key)) bytes = raw.subarray(field.start, field.end);
  }
  return bytes;
}

/** A top-level field of a JSON object: where its key and its value are in the bytes. */
export interface FieldRange {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly start: number;
  readonly end: number;
}

/** Walks the top-level fields of a valid JSON object; a repeated key is given twice. */
export function* topLevelFields(raw: Buffer): Generator<FieldRange> {
  let at = skipBlank(raw, 0) + 1;
  for (;;) {
    at = skipBlank(raw, at);
    if (raw[at] === COMMA) at = skipBlank(raw, at + 1);
    if (raw[at] !== QUOTE) return;
    const keyStart = at;
    const keyEnd = stringEnd(raw, at);
    at = skipBlank(raw, keyEnd);
    if (raw[at] !== COLON) return;
    const start = skipBlank(raw, at + 1);
    const end = valueEnd(raw, start);
    yield { keyStart, keyEnd, start, end };
    at = end;
  }
}

/** A key, and how it is written in JSON as a rule. */
interface WrittenKey {
  readonly text: string;
  readonly bytes: Buffer;
  /** Whether no character of it can be written otherwise but by its number. */
  readonly plain: boolean;
}

/** The service asks for a few fields again and again; so many of their keys are kept. */
const MAX_KEPT_KEYS = 100;
const writtenKeys = new Map<string, WrittenKey>();

function writtenKey(text: string): WrittenKey {
  let written = writtenKeys.get(text);
  if (written === undefined) {
    written = { text, bytes: Buffer.from(JSON.stringify(text)), plain: /^\w+$/.test(text) };
    if (writtenKeys.size >= MAX_KEPT_KEYS) writtenKeys.clear();
    writtenKeys.set(text, written);
  }
  return written;
}

function hasKey(raw: Buffer, { keyStart, keyEnd }: FieldRange, { text, bytes }: WrittenKey): boolean {
  const length = keyEnd - keyStart;
  // No way to write it is shorter.
  if (length < bytes.length) return false;
  let at = 0;
  while (at < length && raw[keyStart + at] === bytes[at]) at++;
  if (at === length) return true;
  while (at < length && raw[keyStart + at] !== BACKSLASH) at++;
  return at < length && JSON.parse(raw.toString('utf8', keyStart, keyEnd)) === text;
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
const SHORT_STRING = 64;

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
