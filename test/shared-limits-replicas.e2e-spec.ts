import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { BucketCharge } from '../src/admission/buckets/bucket-store';
import { fresh } from './support/engines/bucket-charges';
import type { BucketReport, BucketTask } from './support/engines/bucket-worker';
import { ValkeyServer, describeWithValkey } from './support/engines/valkey';

describeWithValkey('two replicas on one Valkey', () => {
  const RATE = 50;
  const BURST = 100;
  const TAKES = 500;
  let server: ValkeyServer;
  const workers: ChildProcess[] = [];

  beforeAll(async () => {
    server = await ValkeyServer.start();
  });

  afterAll(async () => {
    for (const worker of workers) {
      const ended = once(worker, 'exit');
      worker.send('end');
      await ended;
    }
    await server.close();
  });

  async function worker(charge: BucketCharge): Promise<ChildProcess> {
    const started = fork(join(__dirname, 'support', 'processes', 'run-typescript.cjs'), [
      join(__dirname, 'support', 'engines', 'bucket-worker.ts'),
    ]);
    workers.push(started);
    const task: BucketTask = { url: server.url, charge, takes: TAKES };
    const ready = once(started, 'message');
    started.send(task);
    await ready;
    return started;
  }

  it('admit no more than the limit and one burst of 1,000 calls at the same time', async () => {
    const charge = fresh(RATE, BURST);
    const both = await Promise.all([worker(charge), worker(charge)]);
    const startedAt = performance.now();
    let admitted = 0;
    for (let round = 0; round < 3; round++) {
      const reports = both.map((each) => once(each, 'message') as Promise<[BucketReport]>);
      for (const each of both) each.send('go');
      for (const [report] of await Promise.all(reports)) admitted += report.admitted;
      const seconds = (performance.now() - startedAt) / 1_000;
      expect(admitted).toBeGreaterThanOrEqual(BURST);
      expect(admitted).toBeLessThanOrEqual(BURST + RATE * seconds);
    }
  });
});
