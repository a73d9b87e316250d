import type { FactoryProvider } from '@nestjs/common';
import { ProviderFileService } from '../catalogue/provider-file.service';
import { Settings } from '../config/settings';
import { DeploymentHealth } from '../routing/health/deployment-health';
import { DeploymentStates } from '../routing/health/deployment-states';
import type { AnswerCall, AnswerSource } from '../routing/answer-source';
import { ValkeyAnswers } from './answers/valkey-answers';
import type { CallLayer } from './call-layer';
import type { CallRequest } from './call-request';
import { hedgingOf } from './hedging-of';
import { idempotencyOf } from './idempotency-of';
import { rescueOf } from './rescue-of';

const HIGH = 0.95;

/** Injection token of the {@link CallLayer}s, the outermost first. */
export const CallLayers = Symbol('CallLayers');

/**
 * The layers around the router, the outermost first: idempotency, cache, rescue, hedging, as far as they are there. A new
 * layer is a folder in `src/layers/` and a line here.
 */
export const callLayersProvider: FactoryProvider<readonly CallLayer[]> = {
  provide: CallLayers,
  inject: [Settings, DeploymentStates, DeploymentHealth, ValkeyAnswers, ProviderFileService],
  useFactory: (
    settings: Settings,
    states: DeploymentStates,
    health: DeploymentHealth,
    shared: ValkeyAnswers,
    routes: ProviderFileService,
  ) => [
    idempotencyOf(settings, shared.isConfigured ? shared : undefined),
    rescueOf(settings, routes, (deployment) => states.spendRetry(deployment)),
    hedgingOf(
      settings,
      (deployment) => states.of(deployment).firstToken.percentileMs(HIGH),
      (deployment, caller) => health.mayAsk(deployment, caller),
    ),
  ],
};

/** What answers a call: the router, with the layers around it that the call wants. */
export function chainFor(
  request: CallRequest,
  call: AnswerCall,
  router: AnswerSource,
  layers: readonly CallLayer[],
): AnswerSource {
  let source = router;
  for (let at = layers.length - 1; at >= 0; at--) {
    const entry = layers[at];
    if (entry?.isWanted(request, call) === true) source = entry.layer(source);
  }
  return source;
}
