import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { DestinationStream, Logger } from 'pino';
import { AdminModule } from './admin/admin.module';
import { AuthGuard } from './auth/auth.guard';
import { AuthModule } from './auth/auth.module';
import { ChatModule } from './chat/chat.module';
import type { HostedSettings } from './config/settings.module';
import { EmbeddingsModule } from './embeddings/embeddings.module';
import { ErrorMappingInterceptor } from './errors/error-mapping.interceptor';
import { GatewayExceptionFilter } from './errors/gateway-exception.filter';
import { GeminiModule } from './gemini/gemini.module';
import { HealthModule } from './health/health.module';
import type { CallerConnections } from './http/caller-connections';
import { HttpModule } from './http/http.module';
import { LimitsGuard } from './limits/limits.guard';
import { LimitsModule } from './limits/limits.module';
import { LlmModule } from './llm/llm.module';
import { ModelsModule } from './models/models.module';
import { RegistryModule } from './registry/registry.module';
import { ShutdownModule } from './shutdown/shutdown.module';
import { Metrics } from './telemetry/metrics';
import { refusalListener } from './telemetry/refusal.listener';
import { TelemetryModule } from './telemetry/telemetry.module';
import { RefusalLog } from './tracing/refusal-log';
import { chained } from './tracing/chained-interceptors';
import { TraceInterceptor } from './tracing/trace.interceptor';
import { TracingModule } from './tracing/tracing.module';
import { UniformModule } from './uniform/uniform.module';

/** What the application is made with. */
export interface AppOptions {
  readonly hosted: HostedSettings;
  readonly log: Logger;
  /** Where the log goes. */
  readonly output: DestinationStream;
  readonly connections: CallerConnections;
}

/** The application: its modules in the order of a request's stages, its guards in the order in which they decide. */
@Module({})
export class AppModule {
  static with({ hosted, log, output, connections }: AppOptions): DynamicModule {
    const { settings, module: settingsModule } = hosted;
    return {
      module: AppModule,
      imports: [
        settingsModule,
        TracingModule.with(log, output),
        HttpModule.with(connections),
        TelemetryModule.with({ shown: settings.metricsEnabled }),
        RegistryModule,
        AuthModule,
        LimitsModule,
        LlmModule,
        ModelsModule,
        ChatModule,
        EmbeddingsModule,
        GeminiModule,
        UniformModule,
        ShutdownModule,
        HealthModule,
        ...(settings.adminKey === undefined ? [] : [AdminModule]),
      ],
      providers: [
        { provide: APP_GUARD, useExisting: LimitsGuard },
        { provide: APP_GUARD, useExisting: AuthGuard },
        TraceInterceptor,
        ErrorMappingInterceptor,
        {
          provide: APP_INTERCEPTOR,
          inject: [TraceInterceptor, ErrorMappingInterceptor],
          useFactory: chained,
        },
        {
          provide: APP_FILTER,
          inject: [RefusalLog, Metrics],
          useFactory: (refusals: RefusalLog, metrics: Metrics) =>
            new GatewayExceptionFilter(refusalListener(refusals, metrics)),
        },
      ],
    };
  }
}
