import { Inject, Injectable, Optional } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { LogOutput } from './log-destination';

/** How long the last lines may take: a reader who does not read must not hold up the exit. */
const LAST_LINES_MS = 1_000;

/** Waits for the last lines of the log when the application closes. */
@Injectable()
export class LogFlush implements OnApplicationShutdown {
  constructor(@Optional() @Inject(LogOutput) private readonly output: LogOutput | undefined) {}

  async onApplicationShutdown(): Promise<void> {
    await this.output?.flush(LAST_LINES_MS);
  }
}
