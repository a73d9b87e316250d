import { prettyFactory } from 'pino-pretty';
import { callLine } from './call-line';
import type { LogOutput } from './log-destination';

/** Levels at which a call is shown with all its fields. */
const DETAILED: ReadonlySet<string> = new Set(['debug', 'trace']);

/** Readable lines for a terminal: one a call or a refusal, with all fields at level debug. */
export class TerminalOutput implements LogOutput {
  readonly #isDetailed: boolean;
  readonly #pretty = prettyFactory({ colorize: true, translateTime: 'SYS:HH:MM:ss.l' });

  constructor(
    private readonly output: LogOutput,
    logLevel: string,
  ) {
    this.#isDetailed = DETAILED.has(logLevel);
  }

  get dropped(): number {
    return this.output.dropped;
  }

  write(line: string): void {
    this.output.write((this.#isDetailed ? undefined : callLine(line)) ?? this.#pretty(line));
  }

  flush(limitMs: number): Promise<void> {
    return this.output.flush(limitMs);
  }
}
