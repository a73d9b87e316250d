import type { Socket } from 'node:net';
import { contradictoryFraming } from './upstream-failure';

/** Longer heads are for the parser to refuse. */
const MAX_HEAD_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const HEAD_END = Buffer.from('\r\n\r\n');
const HEAD_START = Buffer.from('HTTP/');
const CONTINUE = 100;
const SWITCHING = 101;
/** The lines that say where the body ends; `[ \t]` because a parser may take blanks in front of the colon. */
const FRAMING = /\n(content-length|transfer-encoding)[ \t]*:([^\r\n]*)/gi;
/** The same up to a comma, to look for and not to read. */
const FRAMING_SEEN = /\n(?:content-length|transfer-encoding)[ \t]*:[^\r\n,]*/gi;
const FINAL_STATUS = /^HTTP\/1\.1 [2-5]\d\d/;

/**
 * Lets undici's HTTP/1.1 parser see answer heads in the one form of those that are legal: an interim `100 Continue` that
 * was not asked for is passed over (RFC 9110 §15.2), equal repeated Content-Lengths become one (RFC 9110 §8.6).
 * undici breaks the connection at either. One that contradicts itself breaks it here, with an error that says so.
 *
 * Only the first bytes after a request was written are looked at: bodies pass untouched.
 */
export function withReadableHeads(socket: Socket): Socket {
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null;
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let awaitsHead = false;
  let held = new HeldBytes();
  socket.write = (...args: unknown[]): boolean => {
    awaitsHead = true;
    return write(...args);
  };
  socket.read = (size?: number): Buffer | null => {
    for (;;) {
      const piece = read(size);
      if (piece === null || !awaitsHead) return piece;
      if (held.isEmpty && isOrdinaryAnswer(piece)) {
        awaitsHead = false;
        return piece;
      }
      if (!held.add(piece)) continue;
      const seen = readHeads(held.take());
      if (seen === 'contradictory') {
        socket.destroy(contradictoryFraming());
        return null;
      }
      awaitsHead = seen.awaitsMore;
      held = new HeldBytes();
      if (seen.held !== undefined) held.add(seen.held);
      if (seen.bytes.length > 0) return seen.bytes;
    }
  };
  return socket;
}

/**
 * Whether a piece holds the whole of a final head that names its body's end once: what nearly every answer is, told apart
 * without a copy of its lines.
 */
function isOrdinaryAnswer(piece: Buffer): boolean {
  const end = piece.indexOf(HEAD_END);
  if (end < 0 || end > MAX_HEAD_BYTES) return false;
  const head = piece.toString('latin1', 0, end);
  if (!FINAL_STATUS.test(head)) return false;
  FRAMING_SEEN.lastIndex = 0;
  if (!FRAMING_SEEN.test(head)) return true;
  return head[FRAMING_SEEN.lastIndex] !== ',' && !FRAMING_SEEN.test(head);
}

/** The pieces of a head until it is whole; each byte is looked at once, however small the pieces are. */
class HeldBytes {
  readonly #pieces: Buffer[] = [];
  #size = 0;
  /** The last bytes, where an end may have begun. */
  #tail: Buffer = Buffer.alloc(0);

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** @returns whether there is something to read now: a head, or something else */
  add(piece: Buffer): boolean {
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size - piece.length < HEAD_START.length && !beginsAsHead(this.take())) return true;
    const from = this.#tail.length;
    const bytes = from === 0 ? piece : Buffer.concat([this.#tail, piece]);
    if (bytes.includes(HEAD_END) || this.#size > MAX_HEAD_BYTES || hasBareLineFeed(bytes, from)) return true;
    this.#tail = bytes.subarray(-(HEAD_END.length - 1));
    return false;
  }

  take(): Buffer {
    return joined(this.#pieces);
  }
}

interface SeenHeads {
  /** For the parser. */
  readonly bytes: Buffer;
  /** Only interim heads so far. */
  readonly awaitsMore: boolean;
  /** What may be the beginning of a further head. */
  readonly held: Buffer | undefined;
}

/** Reads the heads at the beginning of an answer: interim ones, and the final one. */
function readHeads(bytes: Buffer): SeenHeads | 'contradictory' {
  const passed: Buffer[] = [];
  for (let at = 0; ;) {
    if (at === bytes.length && at > 0) return { bytes: joined(passed), awaitsMore: true, held: undefined };
    const end = bytes.indexOf(HEAD_END, at);
    if (end < 0) {
      const held = bytes.subarray(at);
      // What is no head at all, or too long for one, is left to the parser.
      return at === 0
        ? { bytes, awaitsMore: false, held: undefined }
        : { bytes: joined(passed), awaitsMore: true, held };
    }
    const text = bytes.toString('latin1', at, end);
    const status = statusOf(text);
    const next = end + HEAD_END.length;
    if (status >= 100 && status < 200 && status !== SWITCHING) {
      if (status !== CONTINUE) passed.push(bytes.subarray(at, next));
      at = next;
      continue;
    }
    const framing = framingOf(text);
    if (framing === 'contradictory') return framing;
    if (framing === 'plain' && at === 0) return { bytes, awaitsMore: false, held: undefined };
    if (framing === 'plain') passed.push(bytes.subarray(at));
    else passed.push(Buffer.from(framing.head, 'latin1'), bytes.subarray(end));
    return { bytes: joined(passed), awaitsMore: false, held: undefined };
  }
}

/** What a final head says about its body: nothing unusual, too much, or the same more than once. */
function framingOf(head: string): 'plain' | 'contradictory' | { readonly head: string } {
  let lengths = 0;
  let length: string | undefined;
  let coded = false;
  let listed = false;
  for (const [, name = '', value = ''] of head.matchAll(FRAMING)) {
    if (name.length !== 'content-length'.length) {
      coded = true;
      continue;
    }
    lengths++;
    listed ||= value.includes(',');
    for (const one of value.split(',')) {
      const digits = one.trim();
      if (length !== undefined && digits !== length) return 'contradictory';
      length = digits;
    }
  }
  if (length === undefined) return 'plain';
  if (coded) return 'contradictory';
  if (lengths === 1 && !listed) return 'plain';
  const kept = `\r\ncontent-length: ${length}`;
  let seen = 0;
  return { head: head.replace(/\r?\ncontent-length[ \t]*:[^\r\n]*/gi, () => (seen++ === 0 ? kept : '')) };
}

/** `HTTP/1.1 200 OK`; 0 for what is no status line. */
function statusOf(head: string): number {
  return head.startsWith('HTTP/1.') ? Number(head.slice(9, 12)) || 0 : 0;
}

/** Whether it is the beginning of a head, as far as it goes. */
function beginsAsHead(bytes: Buffer): boolean {
  const known = Math.min(bytes.length, HEAD_START.length);
  return bytes.subarray(0, known).equals(HEAD_START.subarray(0, known));
}

/** Whether a line ends without a carriage return, from a place on: then nothing can be said of heads. */
function hasBareLineFeed(bytes: Buffer, from: number): boolean {
  for (let at = bytes.indexOf(LINE_FEED, from); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (bytes[at - 1] !== CARRIAGE_RETURN) return true;
  }
  return false;
}

function joined(pieces: readonly Buffer[]): Buffer {
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}
