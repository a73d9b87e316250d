import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { AdmissionModule } from '../admission/admission.module';
import { CatalogueModule } from '../catalogue/catalogue.module';
import { RoutingModule } from '../routing/routing.module';
import { ShutdownModule } from '../shutdown/shutdown.module';
import { HealthChecks } from './health-checks';
import { HealthController } from './health.controller';
import { Readiness } from './readiness';

/** Liveness and readiness. */
@Module({
  imports: [
    TerminusModule.forRoot({ logger: false }),
    AdmissionModule,
    CatalogueModule,
    RoutingModule,
    ShutdownModule,
  ],
  controllers: [HealthController],
  providers: [Readiness, HealthChecks],
})
export class HealthModule {}
