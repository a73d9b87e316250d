import { callLine } from './call-line';
import type { LogOutput } from './log-destination';

/** Levels at which a call is shown with all its fields. */
const DETAILED: ReadonlySet<string> = new Set(['debug', 'trace']);

/** Readable lines for a terminal: one a call or a refusal, with all fields at level debug. */
export class TerminalOutput implements LogOutput {
  readonly #isDetailed: boolean;

  private constructor(
    private readonly output: LogOutput,
    /** Shows any other line. */
    private readonly pretty: (line: string) => string,
    logLevel: string,
  ) {
    this.#isDetailed = DETAILED.has(logLevel);
  }

  /** Loads pino-pretty, which only a terminal needs. */
  static async open(output: LogOutput, logLevel: string): Promise<TerminalOutput> {
    const { prettyFactory } = await import('pino-pretty');
    const pretty = prettyFactory({ colorize: true, translateTime: 'SYS:HH:MM:ss.l' });
    return new TerminalOutput(output, pretty, logLevel);
  }

  get dropped(): number {
    return this.output.dropped;
  }

  write(line: string): void {
    this.output.write((this.#isDetailed ? undefined : callLine(line)) ?? this.pretty(line));
  }

  flush(limitMs: number): Promise<void> {
    return this.output.flush(limitMs);
  }
}
