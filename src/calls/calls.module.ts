import { Module } from '@nestjs/common';
import { Settings } from '../config/settings';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { RoutingModule } from '../routing/routing.module';
import { ValkeyAnswers } from './answers/valkey-answers';
import { CallAccount } from './call-account';
import { CallDeployments } from './call-deployments';
import { callLayersProvider } from './call-layers';
import { CallListeners } from './call-listener';
import type { CallListener } from './call-listener';
import { CallsService } from './calls.service';
import { CallCaptureListener } from './listeners/call-capture.listener';
import { CallLedgerListener } from './listeners/call-ledger.listener';
import { CallLogListener } from './listeners/call-log.listener';
import { DeploymentUseListener } from './listeners/deployment-use.listener';
import { KeptAnswers } from './kept-answers';
import { CallMetricsListener } from './listeners/call-metrics.listener';
import { CallTelemetryListener } from './listeners/call-telemetry.listener';
import { Telemetry } from '../telemetry/telemetry';
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
    ValkeyAnswers,
    callLayersProvider,
    CallMetricsListener,
    CallLedgerListener,
    CallLogListener,
    CallTelemetryListener,
    CallCaptureListener,
    DeploymentUseListener,
    {
      provide: CallListeners,
      // The log line is last: who has read it finds the call in the metrics.
      inject: [
        Settings,
        Telemetry,
        DeploymentUseListener,
        CallMetricsListener,
        CallLedgerListener,
        CallTelemetryListener,
        CallCaptureListener,
        CallLogListener,
      ],
      useFactory: (
        { ledger, captureAllowed }: Settings,
        { tracer, meter }: Telemetry,
        use: CallListener,
        metrics: CallListener,
        ledgerListener: CallListener,
        telemetryListener: CallListener,
        captureListener: CallListener,
        log: CallListener,
      ): readonly CallListener[] => [
        use,
        metrics,
        ...(ledger ? [ledgerListener] : []),
        ...(tracer !== undefined || meter !== undefined ? [telemetryListener] : []),
        ...(captureAllowed ? [captureListener] : []),
        log,
      ],
    },
    partSealProvider,
    KeptAnswers,
  ],
  exports: [CallsService, RunningCalls, partSealProvider, KeptAnswers],
})
export class CallsModule {}
