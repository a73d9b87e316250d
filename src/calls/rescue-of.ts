import type { Settings } from '../config/settings';
import { rescueLayer } from '../layers/rescue/rescue.layer';
import type { CallLayer } from './call-layer';

/** Rescue, where there is another deployment to go on with, or the beginning of answers is held back. */
export function rescueOf({
  rescue,
  rescueInstruction,
  holdBack,
}: Pick<Settings, 'rescue' | 'rescueInstruction' | 'holdBack'>): CallLayer {
  return {
    name: 'rescue',
    isWanted: ({ body }, { asks, deployments }) =>
      asks === 'chat' &&
      ((rescue.length > 0 && deployments.length > 1) || holdBack !== undefined) &&
      isOneText(body),
    layer: rescueLayer({ modes: rescue, instruction: rescueInstruction, holdBack }),
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
