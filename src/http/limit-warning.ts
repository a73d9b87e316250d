import type { Logger } from 'pino';
import type { CallerConnectionsOptions } from './caller-connections';

/** A flood of connections is not to become a flood of lines. */
const QUIET_MS = 60_000;

/** Makes the listener that logs when a limit on the number of connections is reached, once a minute. */
export function connectionLimitWarning(log: Logger): CallerConnectionsOptions['onLimit'] {
  let warnedAt = -Infinity;
  let closed = 0;
  return (limit, address, refused) => {
    closed++;
    const now = performance.now();
    if (now - warnedAt < QUIET_MS) return;
    warnedAt = now;
    const what = refused ? 'a new connection was refused' : 'an idle connection was closed for a new one';
    log.warn({ limit, address, closed }, `${limit} is reached: ${what}`);
    closed = 0;
  };
}
