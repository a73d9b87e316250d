import pino from 'pino';
import type { DestinationStream } from 'pino';

/** How many bytes of log are gathered before they are written, and for how long at the most. */
const GATHERED_BYTES = 128 * 1024;
const GATHERED_MS = 250;
/** What one line may need more than that, so that most lines go where the others are. */
const SPARE_BYTES = 16 * 1024;
/** UTF-8 takes no more for one unit of a JavaScript string. */
const MAX_BYTES_PER_UNIT = 3;
/** What waits for a reader of the log who has stopped reading; what comes on top is dropped. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/**
 * Standard output, many lines with one write, each encoded once, as it comes: pino's own gathering measures all that it
 * holds again with each line. What a crash would take is the last quarter of a second; an orderly exit takes nothing.
 */
export class GatheredOutput implements DestinationStream {
  readonly #output = pino.destination({
    dest: 1,
    sync: false,
    contentMode: 'buffer',
    maxWrite: 8 * GATHERED_BYTES,
    maxLength: MAX_WAITING_BYTES,
  });
  #gathered = emptyPage();
  #used = 0;

  constructor() {
    setInterval(() => {
      this.#flush();
    }, GATHERED_MS).unref();
    process.once('exit', () => {
      this.#flush();
      this.#output.flushSync();
    });
  }

  write(line: string): void {
    if (this.#used + line.length * MAX_BYTES_PER_UNIT > this.#gathered.length) {
      this.#flush();
      if (line.length * MAX_BYTES_PER_UNIT > this.#gathered.length) return void this.#hand(Buffer.from(line));
    }
    this.#used += this.#gathered.write(line, this.#used, 'utf8');
    if (this.#used >= GATHERED_BYTES) this.#flush();
  }

  #flush(): void {
    if (this.#used === 0) return;
    this.#hand(this.#gathered.subarray(0, this.#used));
    this.#gathered = emptyPage();
    this.#used = 0;
  }

  /** The bytes are the output's from here on. */
  #hand(bytes: Buffer): void {
    // The package takes bytes in this mode; its types know text only.
    (this.#output as { write(bytes: Buffer | string): boolean }).write(bytes);
  }
}

function emptyPage(): Buffer {
  return Buffer.allocUnsafeSlow(GATHERED_BYTES + SPARE_BYTES);
}
