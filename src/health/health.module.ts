import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { LimitsModule } from '../limits/limits.module';
import { ModelsModule } from '../models/models.module';
import { ShutdownModule } from '../shutdown/shutdown.module';
import { HealthController } from './health.controller';
import { Readiness } from './readiness';

/** Liveness and readiness. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false }), LimitsModule, ModelsModule, ShutdownModule],
  controllers: [HealthController],
  providers: [Readiness],
})
export class HealthModule {}
