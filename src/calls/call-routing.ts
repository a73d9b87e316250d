import { Injectable } from '@nestjs/common';
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
   * @throws GatewayError MODEL_NOT_FOUND when nobody has the model; else as the router does
   */
  attempt<T>(
    record: CallRecord,
    { deadlineAt, signal }: CallLifetime,
    untouched: () => boolean,
    attempt: (deployment: Deployment, call: LlmCall) => Promise<T>,
  ): Promise<T> {
    const { raw, body, usageWanted, headers, model, caller } = record.request;
    const [first, ...others] = this.catalogue.deployments(model, caller);
    if (first === undefined) {
      throw new GatewayError('MODEL_NOT_FOUND', 'The model does not exist on this gateway.', {
        param: 'model',
      });
    }
    return this.router.run({
      deployments: [first, ...others],
      deadlineAt,
      signal,
      untouched,
      reports: record.attempts,
      attempt: (deployment) => {
        const facts = emptyFacts();
        record.asked(deployment, facts);
        return attempt(deployment, { raw, body, usageWanted, headers, model: deployment.remoteModel, facts });
      },
    });
  }
}
