import { constants } from 'node:os';
import { isatty } from 'node:tty';

const STANDARD_INPUT = 0;

/**
 * Heeds signals while the service starts, before there is anything to stop in good order. It ends at once, as it would by
 * default; but a container's first process has no defaults, and what it does not handle is lost (pid_namespaces(7)): the
 * container then had to be killed when its time to stop was over. SIGHUP, SIGUSR1 and SIGUSR2 end nothing, as later on; but
 * SIGHUP does where the service was started in a terminal.
 */
export function heedSignalsOfStart(): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
  for (const signal of ['SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) process.on(signal, pass);
}

/** The service has been made: it stops by itself from here on. */
export function startIsOver(): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, end);
  for (const signal of ['SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) process.off(signal, pass);
}

function pass(signal: NodeJS.Signals): void {
  if (signal === 'SIGHUP' && isatty(STANDARD_INPUT)) end(signal);
}

/** By the code that a shell tells of a process that a signal ended. */
function end(signal: NodeJS.Signals): void {
  process.exit(128 + constants.signals[signal]);
}
