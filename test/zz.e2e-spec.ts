import { startGateway } from './support/gateway';
import { IdleSockets } from './support/idle-sockets';
import { until } from './support/until';
it('t', async () => {
  for (const n of [2000, 9500]) {
    const g = await startGateway({
      connectionLimits: {
        headersTimeoutMs: 1500,
        requestTimeoutMs: 1500,
        keepAliveTimeoutMs: 1500,
        checkIntervalMs: 100,
      },
    });
    const t = performance.now();
    const s = await IdleSockets.open(g.port, n);
    const t1 = performance.now();
    const c = process.cpuUsage();
    await until(() => s.openCount === 0, { what: 'x', timeoutMs: 60000 });
    console.log(n, t1 - t, performance.now() - t1, process.cpuUsage(c));
    await g.close();
  }
}, 90000);
