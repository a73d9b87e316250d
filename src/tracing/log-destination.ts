import pino from 'pino';
import type { DestinationStream } from 'pino';

/** How many characters of log are gathered before they are written, and for how long at the most. */
const GATHERED_CHARS = 32 * 1024;
const GATHERED_MS = 250;
/** What waits for a reader of the log who has stopped reading; what comes on top is dropped. */
const MAX_WAITING_CHARS = 16 * 1024 * 1024;

/**
 * Standard output, many lines with one write: pino's own gathering measures all that it holds again with each line. What
 * a crash would take is the last quarter of a second; an orderly exit takes nothing.
 */
export class GatheredOutput implements DestinationStream {
  readonly #output = pino.destination({
    dest: 1,
    sync: false,
    maxWrite: 8 * GATHERED_CHARS,
    maxLength: MAX_WAITING_CHARS,
  });
  #gathered = '';

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
    this.#gathered += line;
    if (this.#gathered.length >= GATHERED_CHARS) this.#flush();
  }

  #flush(): void {
    if (this.#gathered === '') return;
    this.#output.write(this.#gathered);
    this.#gathered = '';
  }
}
