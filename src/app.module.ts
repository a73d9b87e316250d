import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { Logger } from 'pino';
import { AuthGuard } from './auth/auth.guard';
import { AuthModule } from './auth/auth.module';
import { ChatModule } from './chat/chat.module';
import { ConfigModule } from './config/config.module';
import type { Environment } from './config/read-settings';
import type { Settings } from './config/settings';
import { GatewayExceptionFilter } from './errors/gateway-exception.filter';
import { HealthModule } from './health/health.module';
import { LimitsGuard } from './limits/limits.guard';
import { LimitsModule } from './limits/limits.module';
import { LlmModule } from './llm/llm.module';
import { ShutdownModule } from './shutdown/shutdown.module';
import { TelemetryModule } from './telemetry/telemetry.module';
import { TracingModule } from './tracing/tracing.module';

/** What the application is made with. */
export interface AppOptions {
  readonly settings: Settings;
  readonly environment: Environment;
  readonly log: Logger;
}

/** The application: its modules in the order of a request's stages, its guards in the order in which they decide. */
@Module({})
export class AppModule {
  static with({ settings, environment, log }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(settings, environment),
        TracingModule.with(log),
        TelemetryModule,
        AuthModule,
        LimitsModule,
        LlmModule,
        ChatModule,
        ShutdownModule,
        HealthModule,
      ],
      providers: [
        { provide: APP_GUARD, useExisting: LimitsGuard },
        { provide: APP_GUARD, useExisting: AuthGuard },
        { provide: APP_FILTER, useFactory: () => new GatewayExceptionFilter(() => undefined) },
      ],
    };
  }
}
