import { Module } from '@nestjs/common';
import { AdmissionModule } from '../admission/admission.module';
import { Registry } from '../registry/registry';
import { RegistryModule } from '../registry/registry.module';
import { RoutingModule } from '../routing/routing.module';
import { AdminGuard } from './admin.guard';
import { AdminRegistry } from './admin-registry';
import { AssignmentsController } from './assignments.controller';
import { AuditController } from './audit.controller';
import { BudgetsController } from './budgets.controller';
import { CapturesController } from './captures.controller';
import { ConnectionsController } from './connections.controller';
import { GroupsController } from './groups.controller';
import { DeploymentsController } from './deployments.controller';
import { ProviderModelsController } from './models.controller';
import { PricesController } from './prices.controller';
import { RoutesController } from './routes.controller';
import { RegistryController } from './registry.controller';
import { UsageController } from './usage.controller';
import { VirtualKeysController } from './virtual-keys.controller';

/** The admin API. Without an admin key the application leaves this module out, so that none of its routes exists. */
@Module({
  imports: [AdmissionModule, RegistryModule, RoutingModule],
  controllers: [
    ConnectionsController,
    ProviderModelsController,
    DeploymentsController,
    VirtualKeysController,
    AssignmentsController,
    GroupsController,
    BudgetsController,
    RoutesController,
    PricesController,
    UsageController,
    CapturesController,
    AuditController,
    RegistryController,
  ],
  providers: [
    AdminGuard,
    {
      provide: AdminRegistry,
      inject: [Registry],
      useFactory: (registry: Registry): AdminRegistry => registry.as('admin-api'),
    },
  ],
})
export class AdminModule {}
