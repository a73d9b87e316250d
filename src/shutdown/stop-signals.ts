import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ShutdownService } from './shutdown.service';

/** A second Ctrl-C counts from here on: one alone may arrive twice, from the terminal and from the launcher. */
const SAME_PRESS_MS = 500;

/**
 * Ends the process in good order at SIGTERM or SIGINT: drain, close, exit with 0. A person who presses Ctrl-C again
 * ends it at once; a supervisor's repeated SIGTERM does not, for it would cut the calls that the grace is for. (Nest's
 * own shutdown hooks would refuse connections first and exit with 143.)
 */
export function stopOnSignals(app: NestFastifyApplication): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    app
      .get(ShutdownService)
      .drain()
      .then(() => app.close())
      .then(
        () => process.exit(0),
        (problem: unknown) => {
          process.stderr.write(`The service did not stop in good order: ${String(problem)}\n`);
          process.exit(1);
        },
      );
  };
  let interruptedAt: number | undefined;
  const interrupt = (): void => {
    const now = performance.now();
    if (interruptedAt !== undefined && now - interruptedAt > SAME_PRESS_MS) process.exit(1);
    interruptedAt ??= now;
    stop();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', interrupt);
}
