import { fstatSync, writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';
import { sendToFile, sendToPipe } from './standard-output';
import type { Send } from './standard-output';

/** How many bytes of log are gathered before they are written, and for how long at the most. */
const GATHERED_BYTES = 128 * 1024;
const GATHERED_MS = 250;
/** What one line may need more than that, so that most lines go where the others are. */
const SPARE_BYTES = 16 * 1024;
/** UTF-8 takes no more for one unit of a JavaScript string. */
const MAX_BYTES_PER_UNIT = 3;
/** What waits for a reader of the log who has stopped reading; lines on top of it are dropped. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Bytes on their way out, and how many lines they hold. */
interface Piece {
  readonly bytes: Buffer;
  readonly lines: number;
}

/** Injection token of the {@link LogOutput}. */
export const LogOutput = Symbol('LogOutput');

/** The log's way out: what the service may ask of it besides writing. */
export interface LogOutput extends DestinationStream {
  /** Lines that were not written since the start: the disk was full, or nobody read. */
  readonly dropped: number;
  /** Resolves once everything was written, or after a time, in milliseconds. */
  flush(limitMs: number): Promise<void>;
}

/** Whether a destination is the service's own; a test may give another. */
export function isLogOutput(destination: DestinationStream): destination is LogOutput {
  return 'flush' in destination && 'dropped' in destination;
}

/**
 * Standard output, many lines with one write, each encoded once, as it comes: pino's own gathering measures all that it
 * holds again with each line. What a crash would take is the last quarter of a second; an orderly exit takes nothing.
 *
 * The log never stops the service. A write that fails (full disk, closed pipe) loses its lines, which are counted; what a
 * reader does not take waits up to 16 MiB, then lines are dropped and counted too. Once writing works again one line says
 * how many were dropped. No write blocks the process: pipes and sockets are written by the event loop, files and
 * terminals by a thread.
 */
export class GatheredOutput implements LogOutput {
  readonly #send: Send;
  #page = emptyPage();
  #used = 0;
  #lines = 0;
  /** What was handed on and not begun yet, oldest first. */
  #queue: Piece[] = [];
  /** Bytes in the queue and under way. */
  #waiting = 0;
  #underWay: Piece | undefined;
  #dropped = 0;
  /** Of the dropped lines those that no line has told of yet. */
  #untold = 0;
  /** Part of a line was written, and its rest was lost. */
  #isTorn = false;
  #onIdle: (() => void)[] = [];

  /**
   * @param droppedLine the line that tells how many were dropped
   * @param gatheredMs how long a line may wait for others
   */
  constructor(
    private readonly droppedLine: (lines: number) => string,
    gatheredMs = GATHERED_MS,
  ) {
    const kind = fstatSync(process.stdout.fd);
    this.#send = kind.isFIFO() || kind.isSocket() ? sendToPipe : sendToFile;
    // Other code that writes there (Node's warnings, the first messages) must not end the process by a full disk either.
    process.stdout.on('error', ignore);
    process.stderr.on('error', ignore);
    setInterval(() => {
      this.#close();
    }, gatheredMs).unref();
    process.once('exit', () => {
      this.#writeRest();
    });
  }

  get dropped(): number {
    return this.#dropped;
  }

  write(line: string): void {
    const most = line.length * MAX_BYTES_PER_UNIT;
    if (this.#used + most > this.#page.length) {
      this.#close();
      if (most > this.#page.length) return void this.#hand({ bytes: Buffer.from(line), lines: 1 });
    }
    this.#used += this.#page.write(line, this.#used, 'utf8');
    this.#lines++;
    if (this.#used >= GATHERED_BYTES) this.#close();
  }

  async flush(limitMs: number): Promise<void> {
    this.#close();
    if (this.#waiting === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
      this.#onIdle.push(resolve);
    });
    clearTimeout(timer);
  }

  /** The page that was being filled goes on its way. */
  #close(): void {
    if (this.#used === 0) return;
    const piece = { bytes: this.#page.subarray(0, this.#used), lines: this.#lines };
    this.#page = emptyPage();
    this.#used = 0;
    this.#lines = 0;
    this.#hand(piece);
  }

  /** The bytes are the output's from here on. */
  #hand(piece: Piece): void {
    if (this.#waiting + piece.bytes.length > MAX_WAITING_BYTES) return void this.#drop(piece.lines);
    this.#waiting += piece.bytes.length;
    this.#queue.push(piece);
    this.#next();
  }

  #next(): void {
    if (this.#underWay !== undefined) return;
    const piece = this.#queue.shift();
    if (piece !== undefined) return void this.#begin(piece);
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  #begin(piece: Piece): void {
    this.#underWay = piece;
    this.#send(piece.bytes, (problem, taken) => {
      this.#underWay = undefined;
      this.#waiting -= piece.bytes.length;
      if (problem !== undefined) this.#lose(piece, taken);
      else this.#tell();
      this.#next();
    });
  }

  /** A piece, or its rest, could not be written. */
  #lose({ bytes, lines }: Piece, taken: number): void {
    const whole = countLines(bytes.subarray(0, taken));
    if (taken > 0) this.#isTorn = bytes[taken - 1] !== NEWLINE;
    this.#drop(lines - whole);
  }

  #drop(lines: number): void {
    this.#dropped += lines;
    this.#untold += lines;
  }

  /** Writing works again: says what is missing before it. */
  #tell(): void {
    if (this.#untold === 0) return;
    const bytes = Buffer.from(`${this.#isTorn ? '\n' : ''}${this.droppedLine(this.#untold)}`);
    this.#untold = 0;
    this.#isTorn = false;
    this.#waiting += bytes.length;
    this.#queue.unshift({ bytes, lines: 1 });
  }

  /** At the exit, when nothing may be waited for: as much as is taken at once. */
  #writeRest(): void {
    // What is under way is not taken, or part of its line is out. (An orderly stop has waited for it.)
    if (this.#underWay !== undefined) return;
    const rest = [...this.#queue.map(({ bytes }) => bytes), this.#page.subarray(0, this.#used)];
    try {
      for (const bytes of rest) {
        let at = 0;
        while (at < bytes.length) at += writeSync(process.stdout.fd, bytes, at);
      }
    } catch {
      // A full disk, a closed pipe, a reader who does not read: the exit does not wait for any of them.
    }
  }
}

function emptyPage(): Buffer {
  return Buffer.allocUnsafeSlow(GATHERED_BYTES + SPARE_BYTES);
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}

function ignore(): void {
  // The log's own writes are told of their failures by their callbacks.
}
