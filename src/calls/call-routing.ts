import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller';
import { GatewayError } from '../errors/gateway-error';
import { emptyFacts } from '../llm/llm-adapter';
import type { LlmCall } from '../llm/llm-adapter';
import type { Deployment } from '../models/deployment';
import { ModelCatalogue } from '../models/model-catalogue';
import { Router } from '../routing/router';
import type { CallLifetime } from './call-lifetime';
import type { CallRecord } from './call-record';

/** Takes a call to the deployments of its model, and writes into its record which of them was asked. */
@Injectable()
export class CallRouting {
  constructor(
    private readonly catalogue: ModelCatalogue,
    private readonly router: Router,
  ) {}

  /**
   * Makes attempts until one answers.
   * @param untouched whether nothing has reached the caller yet
   * @throws GatewayError MODEL_NOT_FOUND when nobody has the model, FORBIDDEN when the key has no such alias; else as
   * the router does
   */
  attempt<T>(
    record: CallRecord,
    lifetime: CallLifetime,
    untouched: () => boolean,
    attempt: (deployment: Deployment, call: LlmCall) => Promise<T>,
  ): Promise<T> {
    const { raw, body, wire, usageWanted, headers, model, caller } = record.request;
    const { admission } = record.request;
    const [first, ...others] = admission?.deployments ?? this.catalogue.deployments(model, caller);
    if (first === undefined) throw noDeployment(caller);
    return this.router.run({
      deployments: [first, ...others],
      caller: caller.keyId,
      deadlineAt: lifetime.dueAt,
      signal: lifetime,
      untouched,
      reports: record.attempts,
      enter: (deployment) => admission?.enter(deployment) ?? true,
      attempt: (deployment) => {
        const facts = emptyFacts();
        record.asked(deployment, facts);
        const { remoteModel, deploymentName, maxOutputTokens, assignment } = deployment;
        return attempt(deployment, {
          raw,
          body,
          usageWanted,
          headers,
          wire,
          model: remoteModel,
          modelIsBinding: assignment !== undefined,
          deploymentName,
          maxOutputTokens,
          facts,
        });
      },
    });
  }
}

/** A virtual key learns nothing about what others may use: whatever is not assigned to it gets one answer. */
function noDeployment({ kind }: Caller): GatewayError {
  return kind === 'internal'
    ? new GatewayError('MODEL_NOT_FOUND', 'The model does not exist on this gateway.', { param: 'model' })
    : new GatewayError('FORBIDDEN', 'This key may not use the model.', { param: 'model' });
}
