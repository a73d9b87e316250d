import { Global, Module } from '@nestjs/common';
import { DeploymentChoice } from './deployment-choice';
import { DeploymentHealth } from './health/deployment-health';
import { DeploymentReports } from './health/deployment-reports';
import { DeploymentStates } from './health/deployment-states';
import { Router } from './router';

/** Which deployments are asked, in which order, and how often. */
@Global()
@Module({
  providers: [DeploymentChoice, DeploymentHealth, DeploymentStates, DeploymentReports, Router],
  exports: [DeploymentChoice, DeploymentHealth, DeploymentReports, DeploymentStates, Router],
})
export class RoutingModule {}
