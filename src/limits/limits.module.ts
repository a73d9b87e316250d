import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Settings } from '../config/settings';
import { LimitMetrics } from '../telemetry/limit-metrics';
import { ServiceLog } from '../tracing/service-log';
import { BucketStore } from './bucket-store';
import { LimitEvents } from './limit-events';
import { LimitsGuard } from './limits.guard';
import { MemoryBucketStore } from './memory-bucket.store';
import { ModelWarnings } from './model-warnings';
import { RequestSlots } from './request-slots';
import { ValkeyBucketStore } from './valkey/valkey-bucket.store';

/** Rate limits and slots. The application makes {@link LimitsGuard} a global guard, ahead of AuthGuard. */
@Module({
  providers: [
    {
      provide: BucketStore,
      inject: [Settings, ServiceLog],
      useFactory: ({ redisUrl }: Settings, log: Logger): BucketStore =>
        redisUrl === undefined ? new MemoryBucketStore() : new ValkeyBucketStore(redisUrl, log),
    },
    { provide: LimitEvents, useExisting: LimitMetrics },
    RequestSlots,
    ModelWarnings,
    LimitsGuard,
  ],
  exports: [BucketStore, RequestSlots, LimitsGuard],
})
export class LimitsModule {}
