import { Injectable } from '@nestjs/common';
import { DeploymentStates } from '../../routing/health/deployment-states';
import type { CallListener } from '../call-listener';
import type { CallRecord } from '../call-record';

/**
 * Counts what each attempt used with its deployment's own limits, where it has any: also of one that broke off, was hedged and
 * lost, or was given up, as far as that is known or can be counted.
 */
@Injectable()
export class DeploymentUseListener implements CallListener {
  constructor(private readonly states: DeploymentStates) {}

  ended({ attempts }: CallRecord): void {
    for (const { deployment, used } of attempts) {
      if (deployment.model?.limits === undefined || used === undefined) continue;
      const { use } = this.states.of(deployment);
      use.used(used.promptTokens + used.completionTokens, performance.now());
    }
  }
}
