import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import type { ThrottlerModuleOptions } from '@nestjs/throttler';
import { Settings } from '../config/settings';
import { LimitMetrics } from '../metrics/limit-metrics';
import { admissionRuleProviders } from './admission-rules';
import { BucketStore } from './buckets/bucket-store';
import { BucketThrottlerStorage } from './buckets/bucket-throttler.storage';
import { BucketsModule } from './buckets/buckets.module';
import { BudgetStates } from './budget-states';
import { CallLimits } from './call-limits';
import { LimitEvents } from './limit-events';
import { LimitsGuard } from './limits.guard';
import { ModelWarnings } from './model-warnings';
import { RequestSlots } from './request-slots';
import { addressThrottler } from './rules/address-rate.rule';
import { AccessRule } from './rules/access.rule';
import { KeyRateRule } from './rules/key-rate.rule';

/** What the throttler limits by itself: requests without a valid key. */
function throttlerOptions(settings: Settings, buckets: BucketStore): ThrottlerModuleOptions {
  return { throttlers: [addressThrottler(settings)], storage: new BucketThrottlerStorage(buckets) };
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
    ...admissionRuleProviders,
    CallLimits,
    BudgetStates,
    LimitsGuard,
  ],
  exports: [BucketsModule, RequestSlots, AccessRule, KeyRateRule, CallLimits, BudgetStates, LimitsGuard],
})
export class AdmissionModule {}
