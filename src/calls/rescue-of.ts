import type { ProviderFileService } from '../catalogue/provider-file.service';
import type { RescueModeName } from '../config/rescue-settings';
import type { Settings } from '../config/settings';
import { rescueLayer } from '../layers/rescue/rescue.layer';
import type { CallLayer } from './call-layer';

/** Rescue, where there is another deployment to go on with, or the beginning of answers is held back. */
export function rescueOf(
  { rescue, rescueInstruction, holdBack }: Pick<Settings, 'rescue' | 'rescueInstruction' | 'holdBack'>,
  routes: Pick<ProviderFileService, 'routeSettings'>,
): CallLayer {
  const modesFor = (model: string): readonly RescueModeName[] => routes.routeSettings(model).rescue ?? rescue;
  return {
    name: 'rescue',
    isWanted: ({ body, model }, { asks, deployments }) =>
      asks === 'chat' &&
      ((deployments.length > 1 && modesFor(model).length > 0) || holdBack !== undefined) &&
      isOneText(body),
    layer: rescueLayer({ modesFor, instruction: rescueInstruction, holdBack }),
  };
}

/** What an answer has besides its text (several choices, probabilities, sound) cannot be gone on with. */
function isOneText({ n, logprobs, modalities, audio }: Readonly<Record<string, unknown>>): boolean {
  return (
    (n === undefined || n === null || n === 1) &&
    logprobs !== true &&
    (audio === undefined || audio === null) &&
    !(Array.isArray(modalities) && modalities.includes('audio'))
  );
}
