import { Writable } from 'node:stream';
import { HANG_MS, until } from './until';

/** One line of a pino log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** Collects a log of JSON lines; give it as a log's destination, or pipe a child's output into it. */
export class LogLines extends Writable {
  readonly lines: LogLine[] = [];
  /** Everything as it was written, other lines than JSON included. */
  text = '';
  #rest = '';

  constructor() {
    super({ decodeStrings: false, defaultEncoding: 'utf8' });
  }

  /** Waits for a line. @throws Error with the log's last lines when none comes in time */
  async until(
    predicate: (line: LogLine) => boolean,
    { timeoutMs = HANG_MS, what = 'a log line' } = {},
  ): Promise<LogLine> {
    try {
      const line = await until(() => this.lines.find(predicate), { timeoutMs, what });
      if (line) return line;
      throw new Error(`no ${what}`);
    } catch (error) {
      throw new Error(`${String(error)}; the log ends with:\n${this.text.slice(-2000)}`, { cause: error });
    }
  }

  override _write(piece: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    const text = piece.toString();
    this.text += text;
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#collect(line);
    done();
  }

  #collect(line: string): void {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) this.lines.push({ ...value });
    } catch {
      // Banners and warnings are in `text` only.
    }
  }
}
