import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller';
import type { Deployment } from '../catalogue/deployment';
import { ModelCatalogue } from '../catalogue/model-catalogue';
import { DeploymentHealth } from './health/deployment-health';
import { inOrder } from './order/deployment-order';
import type { Ranked } from './order/deployment-order';

/** Says which deployments a caller's model is tried at, and in which order. */
@Injectable()
export class DeploymentChoice {
  constructor(
    private readonly catalogue: ModelCatalogue,
    private readonly health: DeploymentHealth,
  ) {}

  /**
   * The catalogue's deployments, those that failed a moment ago last. What is assigned to a virtual key goes by priority
   * and weight; what internal keys reach stays in the order of the provider file.
   */
  deployments(model: string, caller: Caller): readonly Deployment[] {
    const listed = this.catalogue.deployments(model, caller);
    if (listed.length < 2) return listed;
    const failed = (deployment: Deployment): boolean => this.health.isLast(deployment, caller.keyId);
    if (caller.kind === 'virtual') {
      const ranked = inOrder(listed.map(candidateOf), ({ deployment }) => failed(deployment));
      return ranked.map(({ deployment }) => deployment);
    }
    const last = listed.filter(failed);
    return last.length === 0 ? listed : [...listed.filter((other) => !last.includes(other)), ...last];
  }
}

interface Candidate extends Ranked {
  readonly deployment: Deployment;
}

function candidateOf(deployment: Deployment): Candidate {
  const { priority = 1, weight = 1 } = deployment.assignment ?? {};
  return { deployment, priority, weight };
}
