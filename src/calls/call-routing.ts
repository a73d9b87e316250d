import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller';
import { GatewayError } from '../errors/gateway-error';
import { emptyFacts } from '../llm/llm-adapter';
import type { LlmCall } from '../llm/llm-adapter';
import type { Deployment } from '../catalogue/deployment';
import { ModelCatalogue } from '../catalogue/model-catalogue';
import { modelChoices, quotedModel } from '../catalogue/unknown-model';
import { VisibleModels } from '../catalogue/visible-models';
import { Router } from '../routing/router';
import type { CallLifetime } from './call-lifetime';
import type { CallRecord } from './call-record';

/** Takes a call to the deployments of its model, and writes into its record which of them was asked. */
@Injectable()
export class CallRouting {
  constructor(
    private readonly catalogue: ModelCatalogue,
    private readonly router: Router,
    private readonly visible: VisibleModels,
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
    if (first === undefined) {
      return this.visible.names(caller).then((names) => {
        throw noDeployment(caller, model, names);
      });
    }
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

/** A virtual key learns nothing about what others may use: all that is not assigned to it gets one answer. */
function noDeployment({ kind }: Caller, model: string, names: readonly string[]): GatewayError {
  const named = quotedModel(model);
  if (kind === 'internal') {
    const message = `The model ${named} does not exist on this gateway.${modelChoices(model, names)}`;
    return new GatewayError('MODEL_NOT_FOUND', message, { param: 'model' });
  }
  const message = names.includes(model)
    ? `This key may not use the model ${named} now: the connection behind it is switched off.`
    : `This key may not use the model ${named}.${modelChoices(model, names)}`;
  return new GatewayError('FORBIDDEN', message, { param: 'model' });
}
