import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import type { ThrottlerModuleOptions } from '@nestjs/throttler';
import { Settings } from '../config/settings';
import { LimitMetrics } from '../metrics/limit-metrics';
import { BucketStore } from './buckets/bucket-store';
import { BucketThrottlerStorage } from './buckets/bucket-throttler.storage';
import { BucketsModule } from './buckets/buckets.module';
import { LimitEvents } from './limit-events';
import { LimitsGuard } from './limits.guard';
import { ModelWarnings } from './model-warnings';
import { RememberedMetadata } from './remembered-metadata';
import { RequestSlots } from './request-slots';

/** What the throttler limits by itself: requests without a valid key, by the bucket of their address. */
function throttlerOptions(
  { addressRps, addressBurst }: Settings,
  buckets: BucketStore,
): ThrottlerModuleOptions {
  const isLimited = addressRps > 0 && addressBurst > 0;
  return {
    // A limit of 0 is none: keys have limits of their own all the same, so there is always one throttler.
    throttlers: [
      isLimited ? { limit: addressBurst, ttl: (addressBurst / addressRps) * 1_000 } : { limit: 0, ttl: 0 },
    ],
    storage: new BucketThrottlerStorage(buckets),
  };
}

/** Rate limits and slots. The application makes {@link LimitsGuard} a global guard, ahead of AuthGuard. */
@Module({
  imports: [
    BucketsModule,
    ThrottlerModule.forRootAsync({
      imports: [BucketsModule],
      inject: [Settings, BucketStore],
      useFactory: throttlerOptions,
    }),
  ],
  providers: [
    { provide: LimitEvents, useExisting: LimitMetrics },
    RequestSlots,
    ModelWarnings,
    RememberedMetadata,
    LimitsGuard,
  ],
  exports: [BucketsModule, RequestSlots, LimitsGuard],
})
export class AdmissionModule {}
