import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ShutdownService } from './shutdown.service';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Ends the process in good order at SIGTERM or SIGINT: drain, close, exit with 0. A second signal ends it at once.
 * (Nest's own shutdown hooks would refuse connections first and exit with 143.)
 */
export function stopOnSignals(app: NestFastifyApplication): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
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
  for (const signal of SIGNALS) process.on(signal, stop);
}
