import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { DestinationStream, Logger } from 'pino';
import { AnswersModule } from '../answers/answers.module';
import { AuthGuard } from '../auth/auth.guard';
import { AuthModule } from '../auth/auth.module';
import { CapturesModule } from '../captures/captures.module';
import { ChatModule } from '../doors/chat/chat.module';
import { CursorModule } from '../doors/cursor/cursor.module';
import type { HostedSettings } from '../config/settings.module';
import { EmbeddingsModule } from '../doors/embeddings/embeddings.module';
import { ErrorMappingInterceptor } from '../errors/error-mapping.interceptor';
import { GatewayExceptionFilter } from '../errors/gateway-exception.filter';
import { GeminiModule } from '../doors/gemini/gemini.module';
import { PassthroughModule } from '../doors/passthrough/passthrough.module';
import { MessagesModule } from '../doors/messages/messages.module';
import { ModelsModule } from '../doors/models/models.module';
import { HealthModule } from '../health/health.module';
import type { CallerConnections } from '../http/caller-connections';
import { HttpModule } from '../http/http.module';
import { LimitsGuard } from '../admission/limits.guard';
import { AdmissionModule } from '../admission/admission.module';
import { LlmModule } from '../llm/llm.module';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { DatabaseModule } from '../database/database.module';
import { Ledger } from '../ledger/ledger';
import { LedgerModule } from '../ledger/ledger.module';
import { RegistryModule } from '../registry/registry.module';
import { ShutdownModule } from '../shutdown/shutdown.module';
import { Metrics } from '../metrics/metrics';
import { refusalListener } from '../metrics/refusal.listener';
import { MetricsModule } from '../metrics/metrics.module';
import { RefusalLog } from '../log/refusal-log';
import { RefusalTrace } from '../telemetry/refusal-trace';
import type { Telemetry } from '../telemetry/telemetry';
import { TelemetryModule } from '../telemetry/telemetry.module';
import { TraceInterceptor } from '../traces/trace.interceptor';
import { LogModule } from '../log/log.module';
import { ResponsesModule } from '../doors/responses/responses.module';
import { SelfServiceModule } from '../self-service/self-service.module';
import { UniformModule } from '../doors/uniform/uniform.module';

/** What the application is made with. */
export interface AppOptions {
  readonly hosted: HostedSettings;
  readonly log: Logger;
  /** Where the log goes. */
  readonly output: DestinationStream;
  readonly connections: CallerConnections;
  /** What is exported of traces and metrics. */
  readonly telemetry: Telemetry;
  /** What is loaded only where it is switched on. */
  readonly optional: readonly Type[];
}

/** The application: its modules in the order of a request's stages, its guards in the order in which they decide. */
@Module({})
export class AppModule {
  static with({ hosted, log, output, connections, telemetry, optional }: AppOptions): DynamicModule {
    const { settings, module: settingsModule } = hosted;
    return {
      module: AppModule,
      imports: [
        settingsModule,
        LogModule.with(log, output),
        HttpModule.with(connections),
        MetricsModule.with({ shown: settings.metricsEnabled }),
        TelemetryModule.with(telemetry),
        DatabaseModule,
        RegistryModule,
        LedgerModule,
        CapturesModule,
        AnswersModule,
        AuthModule,
        AdmissionModule,
        LlmModule,
        CatalogueModule,
        ModelsModule,
        SelfServiceModule,
        ChatModule,
        CursorModule,
        MessagesModule,
        EmbeddingsModule,
        GeminiModule,
        PassthroughModule,
        ResponsesModule,
        UniformModule,
        ShutdownModule,
        HealthModule,
        ...optional,
      ],
      providers: [
        { provide: APP_GUARD, useExisting: LimitsGuard },
        { provide: APP_GUARD, useExisting: AuthGuard },
        { provide: APP_INTERCEPTOR, useClass: TraceInterceptor },
        { provide: APP_INTERCEPTOR, useClass: ErrorMappingInterceptor },
        {
          provide: APP_FILTER,
          inject: [RefusalLog, Metrics, Ledger, RefusalTrace],
          useFactory: (refusals: RefusalLog, metrics: Metrics, ledger: Ledger, traces: RefusalTrace) =>
            new GatewayExceptionFilter(
              refusalListener(refusals, metrics, (request, route, error, status) => {
                traces.refused(request, route, error, status);
                const { caller } = request;
                if (caller !== undefined && caller.kind !== 'admin') ledger.refused(caller.keyId, error.code);
              }),
            ),
        },
      ],
    };
  }
}
