/**
 * A replica in a process of its own, for tests of shared limits. Its parent tells it `{ url, charge, takes }`; it connects
 * and answers `ready`; on `go` it takes the charge so often at the same time and answers with how often it was admitted.
 */
import pino from 'pino';
import { Secret } from '../../../src/config/secret';
import type { BucketCharge } from '../../../src/admission/buckets/bucket-store';
import { ValkeyBucketStore } from '../../../src/admission/buckets/valkey/valkey-bucket.store';
import { HANG_MS } from '../observation/until';

/** What a worker is told to do. */
export interface BucketTask {
  readonly url: string;
  readonly charge: BucketCharge;
  readonly takes: number;
}

/** What a worker says when it was told to go. */
export interface BucketReport {
  readonly admitted: number;
  /** Whether the server decided to the end. */
  readonly reachable: boolean;
}

let store: ValkeyBucketStore | undefined;
let task: BucketTask | undefined;

process.on('message', (message: BucketTask | 'go' | 'end') => {
  if (message === 'go') void go();
  else if (message === 'end') void store?.onModuleDestroy().then(() => process.disconnect());
  else void prepare(message);
});

async function prepare(told: BucketTask): Promise<void> {
  task = told;
  store = new ValkeyBucketStore(new Secret(told.url), pino({ level: 'silent' }), HANG_MS);
  await store.onModuleInit();
  process.send?.('ready');
}

async function go(): Promise<void> {
  if (store === undefined || task === undefined) throw new Error('there is no task');
  const [{ charge, takes }, replica] = [task, store];
  const taking = Array.from({ length: takes }, async () => replica.take([charge]));
  const decisions = await Promise.all(taking);
  const admitted = decisions.filter(({ refusedBy }) => refusedBy === undefined).length;
  const report: BucketReport = { admitted, reachable: replica.server.reachable };
  process.send?.(report);
}
