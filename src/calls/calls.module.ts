import { Module } from '@nestjs/common';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { RoutingModule } from '../routing/routing.module';
import { CallAccount } from './call-account';
import { CallDeployments } from './call-deployments';
import { callLayersProvider } from './call-layers';
import { CallListeners } from './call-listener';
import type { CallListener } from './call-listener';
import { CallsService } from './calls.service';
import { CallLogListener } from './listeners/call-log.listener';
import { KeptAnswers } from './kept-answers';
import { CallMetricsListener } from './listeners/call-metrics.listener';
import { partSealProvider } from './part-seal.provider';
import { RunningCalls } from './running-calls';

/** A call from the door to its listeners. */
@Module({
  imports: [CatalogueModule, RoutingModule],
  providers: [
    CallsService,
    CallAccount,
    CallDeployments,
    RunningCalls,
    callLayersProvider,
    CallMetricsListener,
    CallLogListener,
    {
      provide: CallListeners,
      // The log line is last: who has read it finds the call in the metrics.
      inject: [CallMetricsListener, CallLogListener],
      useFactory: (...listeners: CallListener[]): readonly CallListener[] => listeners,
    },
    partSealProvider,
    KeptAnswers,
  ],
  exports: [CallsService, RunningCalls, partSealProvider, KeptAnswers],
})
export class CallsModule {}
