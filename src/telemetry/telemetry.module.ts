import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics';

/** Prometheus metrics. */
@Global()
@Module({ providers: [Metrics], exports: [Metrics] })
export class TelemetryModule {}
