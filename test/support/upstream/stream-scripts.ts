/** Scripts for answers that are SSE streams from frames known beforehand; StreamHandle is for steps by hand. */
import { constants, createBrotliCompress, createDeflate, createGzip } from 'node:zlib';
import type { AnswerScript, Exchange } from './exchange';
import { waitFor, write, writeRaw } from './exchange';

/** Bytes that go out as they are, or an object that becomes `data: <json>` and an empty line. */
export type Frame = string | Buffer | Readonly<Record<string, unknown>>;

/** How a stream ends: `[DONE]`; cleanly without it; broken inside a chunk; not at all. */
export type StreamEnding = 'done' | 'end' | 'cut' | 'stall';

/** How a stream of known frames is sent. */
export interface StreamOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Milliseconds before each frame; 0 by default. */
  readonly delayMs?: number;
  /** `done` by default. */
  readonly ending?: StreamEnding;
}

/** What is in the chunk that a cut breaks off: half a frame. */
const HALF_A_FRAME = 'data: {"id":"chatcmpl-fake","object":"chat.completion.ch';

/** The bytes of a frame. */
export function frameBytes(frame: Frame): string | Buffer {
  if (typeof frame === 'string' || Buffer.isBuffer(frame)) return frame;
  return `data: ${JSON.stringify(frame)}\n\n`;
}

/** Sends the head of a stream at once. */
export function beginStream(
  { response }: Exchange,
  { status = 200, headers = {} }: StreamOptions = {},
): void {
  response.writeHead(status, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    ...headers,
  });
  response.flushHeaders();
}

/** Ends a stream in the given way. */
export async function endStream(exchange: Exchange, ending: StreamEnding): Promise<void> {
  if (ending === 'done') exchange.response.end('data: [DONE]\n\n');
  else if (ending === 'end') exchange.response.end();
  else if (ending === 'cut') await cutStream(exchange);
}

/** Announces a chunk of 64 KiB, sends `partial` of it, and closes the connection. */
export async function cutStream(
  exchange: Exchange,
  { partial = HALF_A_FRAME, reset = false }: { readonly partial?: string; readonly reset?: boolean } = {},
): Promise<void> {
  await writeRaw(exchange, `10000\r\n${partial}`);
  exchange.request.connection.destroy({ reset });
}

/** A stream of the given frames, each a write and an HTTP chunk of its own. */
export function stream(frames: Iterable<Frame>, options: StreamOptions = {}): AnswerScript {
  return async (exchange) => {
    beginStream(exchange, options);
    for (const frame of frames) {
      if (options.delayMs && !(await waitFor(exchange, options.delayMs))) return;
      if (!(await write(exchange, frameBytes(frame)))) return;
    }
    await endStream(exchange, options.ending ?? 'done');
  };
}

/**
 * The given bytes as the body of a stream, in pieces that end at the given offsets: UTF-8 and CRLF can be cut
 * anywhere. Ends cleanly and adds nothing (`ending` changes that).
 */
export function streamBytes(
  bytes: string | Buffer,
  cuts: readonly number[] = [],
  options: StreamOptions = {},
): AnswerScript {
  const buffer = Buffer.from(bytes);
  const ends = [...cuts.filter((cut) => cut > 0 && cut < buffer.length), buffer.length].sort((a, b) => a - b);
  const pieces = ends.map((end, index) => buffer.subarray(ends[index - 1] ?? 0, end));
  return stream(
    pieces.filter((piece) => piece.length > 0),
    { ending: 'end', ...options },
  );
}

/** A compressed stream, flushed after each frame; ends with `[DONE]`. */
export function compressedStream(
  encoding: 'gzip' | 'deflate' | 'br',
  frames: Iterable<Frame>,
  options: Omit<StreamOptions, 'ending'> = {},
): AnswerScript {
  return async (exchange) => {
    beginStream(exchange, { ...options, headers: { 'content-encoding': encoding, ...options.headers } });
    const encoder = createEncoder(encoding);
    encoder.on('data', (piece: Buffer) => exchange.response.write(piece));
    const encode = (frame: Frame) =>
      new Promise<void>((resolve) => encoder.write(frameBytes(frame), () => encoder.flush(resolve)));
    for (const frame of frames) {
      if (options.delayMs && !(await waitFor(exchange, options.delayMs))) return;
      await encode(frame);
    }
    encoder.once('end', () => exchange.response.end());
    encoder.end('data: [DONE]\n\n');
  };
}

function createEncoder(encoding: 'gzip' | 'deflate' | 'br') {
  if (encoding === 'gzip') return createGzip();
  if (encoding === 'deflate') return createDeflate();
  return createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
}
