import { pino } from 'pino';
import { LogLines } from '../../../../test/support/observation/log-lines';
import { until } from '../../../../test/support/observation/until';
import { LimitsServer } from './limits-server';
import type { ServerConnection } from './limits-server';

it('a server that comes back with another password is away for two causes, and each is said once', async () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const causes: Error[] = [new Error('closed'), refused];
  let tries = 0;
  const open = (): Promise<ServerConnection> => {
    tries++;
    return Promise.reject(causes.shift() ?? new Error('NOAUTH Authentication required.'));
  };
  const log = new LogLines();
  const server = new LimitsServer(open, pino(log));
  await server.start();
  await until(() => tries >= 5, { what: 'several attempts' });
  await server.stop();
  expect(log.lines.map(({ reason }) => reason)).toEqual(['connection lost', 'NOAUTH']);
});
