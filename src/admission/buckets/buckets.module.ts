import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Settings } from '../../config/settings';
import { BudgetClock } from '../../ledger/budgets/budget-clock';
import { ServiceLog } from '../../log/service-log';
import { BucketStore } from './bucket-store';
import { MemoryBucketStore } from './memory/memory-bucket.store';
import { ValkeyBucketStore } from './valkey/valkey-bucket.store';

/** The token buckets: in memory, or shared in Valkey where `REDIS_URL` is set. */
@Module({
  providers: [
    {
      provide: BucketStore,
      inject: [Settings, ServiceLog, BudgetClock],
      useFactory: ({ redisUrl, redisTimeoutMs }: Settings, log: Logger, clock: BudgetClock): BucketStore =>
        redisUrl === undefined
          ? new MemoryBucketStore()
          : new ValkeyBucketStore(redisUrl, log, redisTimeoutMs, clock),
    },
  ],
  exports: [BucketStore],
})
export class BucketsModule {}
