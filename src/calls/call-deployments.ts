import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller';
import { GatewayError } from '../errors/gateway-error';
import type { Deployment } from '../catalogue/deployment';
import { modelChoices, quotedModel } from '../catalogue/unknown-model';
import { VisibleModels } from '../catalogue/visible-models';
import { DeploymentChoice } from '../routing/deployment-choice';
import type { CallRequest } from './call-request';

/** Says which deployments a call may go to, or why it may go to none of them. */
@Injectable()
export class CallDeployments {
  constructor(
    private readonly choice: DeploymentChoice,
    private readonly visible: VisibleModels,
  ) {}

  /** In the order in which they are to be tried: those that admission has chosen, else those of the model. May be empty. */
  of(request: CallRequest): readonly Deployment[] {
    const { admission, model, caller, continued, raw, body, callerHeaders: headers } = request;
    const deployments =
      admission?.deployments ?? this.choice.deployments(model, caller, { raw, body, headers });
    return continued === undefined ? deployments : keeperFirst(deployments, continued.at);
  }

  /** Why there is no deployment: MODEL_NOT_FOUND when nobody has the model, FORBIDDEN when the key has no such alias. */
  async whyNone({ model, caller }: CallRequest): Promise<GatewayError> {
    return noDeployment(caller, model, await this.visible.names(caller));
  }
}

/** What a provider keeps is of use there alone. */
function keeperFirst(deployments: readonly Deployment[], at: string): readonly Deployment[] {
  const keeper = deployments.find(({ id }) => id === at);
  return keeper === undefined ? deployments : [keeper, ...deployments.filter((one) => one !== keeper)];
}

/** A virtual key learns nothing about what others may use: all that is not assigned to it gets one answer. */
function noDeployment(caller: Caller, model: string, names: readonly string[]): GatewayError {
  const named = quotedModel(model);
  if (caller.kind !== 'virtual') {
    const message = `The model ${named} does not exist on this gateway.${modelChoices(model, names)}`;
    return new GatewayError('MODEL_NOT_FOUND', message, { param: 'model' });
  }
  const message =
    caller.key.assignments(model).length > 0
      ? `This key may not use the model ${named} now: the connection behind it is switched off.`
      : `This key may not use the model ${named}.${modelChoices(model, names)}`;
  return new GatewayError('FORBIDDEN', message, { param: 'model' });
}
