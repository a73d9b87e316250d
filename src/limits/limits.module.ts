import { Module } from '@nestjs/common';
import { LimitMetrics } from '../telemetry/limit-metrics';
import { BucketStore } from './bucket-store';
import { LimitEvents } from './limit-events';
import { LimitsGuard } from './limits.guard';
import { MemoryBucketStore } from './memory-bucket.store';
import { ModelWarnings } from './model-warnings';
import { RequestSlots } from './request-slots';

/** Rate limits and slots. The application makes {@link LimitsGuard} a global guard, ahead of AuthGuard. */
@Module({
  providers: [
    { provide: BucketStore, useFactory: (): BucketStore => new MemoryBucketStore() },
    { provide: LimitEvents, useExisting: LimitMetrics },
    RequestSlots,
    ModelWarnings,
    LimitsGuard,
  ],
  exports: [BucketStore, RequestSlots, LimitsGuard],
})
export class LimitsModule {}
