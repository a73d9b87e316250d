import { Global, Inject, Injectable, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config/settings';
import { RefusalTrace } from './refusal-trace';
import { Telemetry } from './telemetry';
import { TelemetryMetrics } from './telemetry-metrics';

/** A collector that does not answer holds the end of the process up for so long at most. */
const MAX_FLUSH_MS = 5_000;

/** Sends what waits when no call can add to it any more. */
@Injectable()
class TelemetryEnd implements OnApplicationShutdown {
  constructor(
    @Inject(Telemetry) private readonly telemetry: Telemetry,
    @Inject(Settings) private readonly settings: Pick<Settings, 'shutdownGraceMs'>,
  ) {}

  onApplicationShutdown(): Promise<void> {
    return this.telemetry.close(Math.min(MAX_FLUSH_MS, Math.max(1_000, this.settings.shutdownGraceMs)));
  }
}

/** Traces and metrics by OTLP, as far as they are switched on. */
@Global()
@Module({})
export class TelemetryModule {
  static with(telemetry: Telemetry): DynamicModule {
    return {
      module: TelemetryModule,
      providers: [{ provide: Telemetry, useValue: telemetry }, TelemetryEnd, RefusalTrace, TelemetryMetrics],
      exports: [Telemetry, RefusalTrace],
    };
  }
}
