// @ts-check
import { createServer } from 'node:http';
import { join } from 'node:path';
import { start } from './processes.mjs';
import { row } from './rows.mjs';
import { FIRST_WARM_UP_MS, inTurn } from './scenarios-closed.mjs';
import { differenceRow } from './scenarios-registry.mjs';

/** @typedef {import('./bench.mjs').Bench} Bench */
/** @typedef {import('./targets.mjs').BenchTarget} BenchTarget */

const LIMIT_MICROS = 25;

/**
 * What traces and metrics by OTLP cost, every trace recorded and exported to a collector that takes everything: measured in one
 * process (`tracing.mjs`), which the limit is for, and as the CPU of a service above that of one that exports nothing, which
 * shows no more than that nothing else is hidden there: it differs by more than the limit from run to run.
 * @param {Bench} bench
 */
export async function tracingScenario(bench) {
  const collector = await startCollector();
  /** @type {BenchTarget[]} */
  const services = [];
  try {
    const off = { ...(await bench.startService()), name: 'tracing off' };
    services.push(off);
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_MAX_QUEUE_SIZE: '65536' };
    const on = { ...(await bench.startService({ env })), name: 'tracing on' };
    services.push(on);
    const rows = [await inProcess(bench)];
    for (const request of /** @type {const} */ (['whole', 'burst'])) {
      const results = await inTurn(bench, [off, on], bench.rounds, (target, first) =>
        bench.load.closed({
          kind: 'closed',
          target,
          request,
          concurrency: 16,
          warmUpMs: first ? FIRST_WARM_UP_MS : 300,
          windowMs: 1500,
        }),
      );
      const what = request === 'whole' ? 'a whole answer' : 'a stream of 100 chunks';
      const title = `tracing on: ${what}, above tracing off`;
      rows.push(differenceRow({ title, results, from: off, to: on }));
    }
    return rows;
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    collector.close();
  }
}

/** @param {Bench} bench */
async function inProcess(bench) {
  const child = start([process.execPath, join(import.meta.dirname, 'tracing.mjs')], {
    core: bench.cores?.target,
  });
  let text = '';
  for await (const piece of child.stdout ?? []) text += String(piece);
  const { added } = JSON.parse(text);
  return row({
    title: 'tracing on: a call, in the process',
    unit: 'µs',
    values: new Map([['service', [added]]]),
    budget: { limit: LIMIT_MICROS, of: 'figure' },
  });
}

/** @returns {Promise<{ url: string, close: () => void }>} a collector that takes everything and keeps nothing */
function startCollector() {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(200).end());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address && typeof address === 'object' ? address.port : 0;
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () => {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}
