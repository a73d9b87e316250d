import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { upstreamFailed } from '../../../upstream/upstream-failure';
import { parseExact } from '../../../json/exact-json';
import { tickMemory } from '../../stream-intake';

const DATA = 'data: '.length;
const END = '\n\n'.length;
const OPEN_BRACE = 0x7b;
const BLANK = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const LF = 0x0a;

/**
 * Parses a canonical frame (`data: {…}` and a blank line); undefined for one that holds no object, such as `[DONE]`,
 * which compatible servers send.
 * @param parse for a frame of which nothing is written again `JSON.parse` is enough, and quicker
 * @throws GatewayError PROVIDER_ERROR for an object that is broken: something of the answer would be missing
 */
export function parseFrame(
  frame: Buffer,
  parse: (json: string) => unknown = parseExact,
): JsonObject | undefined {
  let at = DATA;
  while (frame[at] === BLANK || frame[at] === TAB) at++;
  return frame[at] === OPEN_BRACE ? parseObject(dataOf(frame), parse) : undefined;
}

/** The data of a canonical frame. */
export function dataOf(frame: Buffer): string {
  return frame.toString('utf8', DATA, frame.length - END);
}

/** Parses an object of a frame. @throws GatewayError PROVIDER_ERROR as {@link parseFrame} */
export function parseObject(json: string, parse: (json: string) => unknown = parseExact): JsonObject {
  try {
    const parsed = parse(json);
    if (isObject(parsed)) return parsed;
  } catch (cause) {
    throw upstreamFailed('malformed', 'The upstream sent a frame that is not valid JSON.', cause);
  }
  throw upstreamFailed('malformed', 'The upstream sent a frame that is no object.');
}

/**
 * A piece of a stream with LF for CRLF, until the next call. Google's lines end at CRLF, and frames whose lines end at LF are
 * read in less than half the time. A piece with a CR that is alone is left as it is, and so is a CR that ends a piece: it may be
 * one.
 */
export function withoutCr(piece: Buffer): Buffer {
  let cr = piece.indexOf(CR);
  if (cr < 0) return piece;
  const copy = piece.length > workspace.length ? Buffer.allocUnsafe(piece.length) : workspace;
  let from = 0;
  let size = 0;
  while (cr >= 0) {
    if (cr + 1 === piece.length) break;
    if (piece[cr + 1] !== LF) return piece;
    size += piece.copy(copy, size, from, cr);
    from = cr + 1;
    // The blank line of a frame's end, as nearly all are.
    if (piece[cr + 2] === CR && piece[cr + 3] === LF) {
      copy[size++] = LF;
      from += 2;
    }
    cr = piece.indexOf(CR, from);
  }
  size += piece.copy(copy, size, from);
  return copy.subarray(0, size);
}

/**
 * Pieces of a stream in one, until the next call. Google sends each frame as a piece of its own: its line ends become LF on the way,
 * for which a second copy takes as long as all else that is done with the frame. Others are for {@link withoutCr}.
 */
export function joinedFrames(pieces: readonly Buffer[], size: number): Buffer {
  const all = tickMemory(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
    const cr = piece.indexOf(CR);
    if (cr < 0 || cr !== piece.length - 4 || piece[cr + 1] !== LF) continue;
    if (piece[cr + 2] !== CR || piece[cr + 3] !== LF) continue;
    at -= 2;
    all[at - 2] = LF;
    all[at - 1] = LF;
  }
  return all.subarray(0, at);
}

const workspace = Buffer.allocUnsafeSlow(64 * 1024);
