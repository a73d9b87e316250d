import type { Logger } from 'pino';
import { OnceAMinute } from '../log/once-a-minute';
import type { CallerConnectionsOptions } from './caller-connections';

/** Makes the listener that logs when a limit on the number of connections is reached, once a minute. */
export function connectionLimitWarning(log: Logger): CallerConnectionsOptions['onLimit'] {
  const lines = new OnceAMinute();
  return (limit, address, refused) => {
    const closed = lines.due();
    if (closed === undefined) return;
    const what = refused ? 'a new connection was refused' : 'an idle connection was closed for a new one';
    log.warn({ limit, address, closed }, `${limit} is reached: ${what}`);
  };
}
