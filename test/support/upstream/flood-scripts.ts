/** Answers that send as much as the proxy takes, and count it: for backpressure and size limits. */
import { chunk } from './completion-bodies';
import type { AnswerScript, Exchange } from './exchange';
import { write } from './exchange';
import { beginStream, endStream, frameBytes } from './stream-scripts';
import { HANG_MS, untilSteady, within } from '../observation/until';

const MIB = 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'a');

/**
 * A stream that is written as fast as it is taken. What is "accepted" left this process: it is in the proxy or in
 * the operating system's socket buffers (some MiB on each connection).
 */
class Flood {
  readonly script: AnswerScript;
  /** Bytes accepted so far. */
  accepted = 0;
  /** Whole frames (or pieces of a line) accepted so far. */
  frames = 0;
  readonly #finished: Promise<boolean>;
  #resolveFinished!: (all: boolean) => void;

  /** @param pieces makes the bytes lazily */
  constructor(pieces: Iterable<string | Buffer>) {
    this.#finished = new Promise((resolve) => (this.#resolveFinished = resolve));
    this.script = async (exchange) => {
      beginStream(exchange);
      const all = await this.#pour(exchange, pieces);
      if (all) await endStream(exchange, 'done');
      this.#resolveFinished(all);
    };
  }

  /** Resolves when all was accepted (true) or the connection ended before that (false). */
  get finished(): Promise<boolean> {
    return within(this.#finished, { what: 'the flood to be over', timeoutMs: 2 * HANG_MS });
  }

  /**
   * Waits until the proxy has stopped taking more.
   * @param quietMs how long nothing must have been accepted
   * @returns the bytes accepted
   */
  async paused({ quietMs = 250, timeoutMs = HANG_MS } = {}): Promise<number> {
    return untilSteady(() => this.accepted, { quietMs, timeoutMs, what: 'the flood to be held back' });
  }

  async #pour(exchange: Exchange, pieces: Iterable<string | Buffer>): Promise<boolean> {
    for (const piece of pieces) {
      if (!(await write(exchange, piece))) return false;
      this.accepted += Buffer.byteLength(piece);
      this.frames += 1;
    }
    return true;
  }
}

/** What a flood ends with. */
export const LAST_FRAME = frameBytes(chunk({}, { finishReason: 'stop' }));

/** As many frames as make up `bytes`, whose content begins with their number (`0:`, `1:`, …), and {@link LAST_FRAME}. */
export function flood(bytes: number, { frameSize = 4096 } = {}): Flood {
  return new Flood(numberedFrames(bytes, frameSize));
}

/** A stream whose first frame is a line of `bytes` that ends only after the last of them. */
export function endlessLine(bytes = 64 * MIB): Flood {
  return new Flood(longLine(bytes));
}

function* numberedFrames(bytes: number, frameSize: number): Generator<string | Buffer> {
  const padding = 'x'.repeat(frameSize);
  for (let sent = 0, number = 0; sent < bytes; number += 1) {
    const frame = frameBytes(chunk({ content: `${number}:${padding}` }));
    sent += frame.length;
    yield frame;
  }
  yield LAST_FRAME;
}

function* longLine(bytes: number): Generator<string | Buffer> {
  yield 'data: {"choices":[{"index":0,"delta":{"content":"';
  for (let sent = 0; sent < bytes; sent += PIECE.length) yield PIECE;
  yield '"},"finish_reason":null}]}\n\n';
}
