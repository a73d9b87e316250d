import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Registry } from 'prom-client';
import { CostMetrics } from './cost-metrics';
import { DeploymentMetrics } from './deployment-metrics';
import { HealthMetrics } from './health-metrics';
import { LimitMetrics } from './limit-metrics';
import { LogMetrics } from './log-metrics';
import { MemoryMetrics } from './memory-metrics';
import { MetricsController } from './metrics.controller';
import { Metrics } from './metrics';
import { ModelLabels } from './model-labels';

/** Prometheus metrics. */
@Global()
@Module({})
export class MetricsModule {
  /** @param shown whether `/metrics` is served */
  static with({ shown }: { readonly shown: boolean }): DynamicModule {
    return {
      module: MetricsModule,
      controllers: shown ? [MetricsController] : [],
      providers: [
        // One for each application: a test starts several in one process.
        { provide: Registry, useFactory: () => new Registry() },
        ModelLabels,
        Metrics,
        LimitMetrics,
        DeploymentMetrics,
        HealthMetrics,
        CostMetrics,
        LogMetrics,
        MemoryMetrics,
      ],
      exports: [Registry, Metrics, ModelLabels, CostMetrics, LimitMetrics, DeploymentMetrics, HealthMetrics],
    };
  }
}
