import { Global, Module } from '@nestjs/common';
import { DeploymentChoice } from './deployment-choice';
import { ActiveChecks } from './health/active-checks';
import { DeploymentControl } from './health/deployment-control';
import { DeploymentHealth } from './health/deployment-health';
import { DeploymentReports } from './health/deployment-reports';
import { DeploymentStates } from './health/deployment-states';
import { Affinity } from './order/affinity';
import { Router } from './router';

/** Which deployments are asked, in which order, and how often. */
@Global()
@Module({
  providers: [
    ActiveChecks,
    Affinity,
    DeploymentChoice,
    DeploymentHealth,
    DeploymentStates,
    DeploymentReports,
    DeploymentControl,
    Router,
  ],
  exports: [
    DeploymentStates,
    DeploymentChoice,
    DeploymentHealth,
    DeploymentReports,
    DeploymentControl,
    Router,
  ],
})
export class RoutingModule {}
