import { Global, Module } from '@nestjs/common';
import { DeploymentChoice } from './deployment-choice';
import { DeploymentHealth } from './health/deployment-health';
import { Router } from './router';

/** Which deployments are asked, in which order, and how often. */
@Global()
@Module({
  providers: [DeploymentChoice, DeploymentHealth, Router],
  exports: [DeploymentChoice, Router],
})
export class RoutingModule {}
