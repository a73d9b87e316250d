import { isObject } from '../json/json-object';
import { parsedJson } from '../json/parsed-json';
import { withoutStretches } from './stretch';
import type { Redaction } from './redaction';

/** A frame of a stream: a line of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
const DATA = /^data: ?(?=[{[])/;
/** Frames of what a model says are not nested so deeply. */
const MAX_DEPTH = 16;
/** Fields that are not said piece by piece. */
const WHOLE: ReadonlySet<string> = new Set([
  'id',
  'type',
  'object',
  'model',
  'role',
  'item_id',
  'modelVersion',
]);
/** Fields that tell of which of several texts a piece is. */
const PLACES: readonly string[] = ['index', 'output_index', 'content_index', 'summary_index'];

/** A piece of a text: a field of a frame. */
interface Piece {
  readonly frame: Frame;
  readonly holder: object;
  readonly name: string | number;
  readonly text: string;
}

interface Frame {
  readonly value: unknown;
  isChanged: boolean;
}

/**
 * Takes out of a stream what patterns name, also where it came in pieces: the texts of the same field in one frame after the other
 * are read as one. All that is no frame is a text like any other.
 */
export function redactedStream(stream: string, redaction: Redaction): string {
  const texts = new Map<string, Piece[]>();
  const lines = stream.split('\n');
  const frames = lines.map((line) => frameOf(line));
  for (const frame of frames) if (frame !== undefined) gather(frame, frame.value, '', 0, texts);
  for (const pieces of texts.values()) redactPieces(pieces, redaction);
  const redacted = lines.map((line, index) => {
    const frame = frames[index];
    return frame?.isChanged === true ? `data: ${JSON.stringify(frame.value)}` : line;
  });
  return redaction.apply(redacted.join('\n'));
}

function frameOf(line: string): Frame | undefined {
  const [start] = DATA.exec(line) ?? [];
  const value = start === undefined ? undefined : parsedJson(line.slice(start.length));
  return value === undefined ? undefined : { value, isChanged: false };
}

function gather(frame: Frame, value: unknown, at: string, depth: number, texts: Map<string, Piece[]>): void {
  if (depth > MAX_DEPTH) return;
  const add = (holder: Piece['holder'], name: Piece['name'], field: unknown, path: string): void => {
    if (typeof field !== 'string') return void gather(frame, field, path, depth + 1, texts);
    const pieces = texts.get(path);
    const piece = { frame, holder, name, text: field };
    if (pieces === undefined) texts.set(path, [piece]);
    else pieces.push(piece);
  };
  if (Array.isArray(value)) value.forEach((one: unknown, index) => add(value, index, one, `${at}/${index}`));
  else if (isObject(value)) {
    const places = PLACES.map((name) => value[name]).filter((place) => typeof place === 'number');
    for (const [name, field] of Object.entries(value)) {
      if (!WHOLE.has(name)) add(value, name, field, `${at}/${places.join(':')}/${name}`);
    }
  }
}

function redactPieces(pieces: readonly Piece[], redaction: Redaction): void {
  if (pieces.length < 2) return;
  const stretches = redaction.stretches(pieces.map(({ text }) => text).join(''));
  if (stretches.length === 0) return;
  let at = 0;
  let next = 0;
  for (const { frame, holder, name, text } of pieces) {
    const end = at + text.length;
    while ((stretches[next]?.end ?? Infinity) <= at) next++;
    let last = next;
    while ((stretches[last]?.start ?? Infinity) < end) last++;
    if (last > next) {
      Reflect.set(holder, name, withoutStretches(text, stretches.slice(next, last), at));
      frame.isChanged = true;
    }
    at = end;
  }
}
