import { closeSync, openSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ShutdownService } from './shutdown.service';
import { startIsOver } from './start-signals';

/** A second Ctrl-C counts from here on: one alone may arrive twice, from the terminal and from the launcher. */
const SAME_PRESS_MS = 500;

/**
 * How long databases and servers may take to be let go of, one after another. Deployments leave 15 s beside the grace
 * (deploy/deployment.yaml), of which calls that are stopped take 3 s for their last words.
 */
const CLOSE_MS = 10_000;

/**
 * Ends the process in good order at SIGTERM or SIGINT: drain, close, exit with 0. A person who presses Ctrl-C again
 * ends it at once; a supervisor's repeated SIGTERM does not, for it would cut the calls that the grace is for. (Nest's
 * own shutdown hooks would refuse connections first and exit with 143.)
 *
 * Other signals do not end it, as they would by default with all calls that run: SIGHUP has the provider file read where
 * there is one, and otherwise nothing is to be done (`systemctl reload`, a rotation of logs); SIGUSR2 means nothing here;
 * and SIGUSR1 would open Node's debugger, to which any user of the machine could connect. Only where SIGHUP says that
 * the terminal was closed, the process ends as at SIGTERM.
 */
export function stopOnSignals(app: NestFastifyApplication): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    app
      .get(ShutdownService)
      .drain()
      .then(() => {
        setTimeout(() => {
          process.stderr.write(
            'A database did not answer in time: the service ended without it. The next start reads what is left in the journal.\n',
          );
          process.exit(0);
        }, CLOSE_MS).unref();
        return app.close();
      })
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
  const inTerminal = process.stdin.isTTY;
  process.on('SIGHUP', () => {
    if (inTerminal && !hasTerminal()) stop();
  });
  for (const signal of ['SIGUSR1', 'SIGUSR2'] as const) process.on(signal, () => undefined);
  startIsOver();
}

/** A terminal that was closed cannot be opened any more (tty(4): ENXIO). */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
