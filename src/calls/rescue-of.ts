import type { ProviderFileService } from '../catalogue/provider-file.service';
import type { RescueModeName } from '../config/rescue-settings';
import type { Settings } from '../config/settings';
import { isObject } from '../json/json-object';
import { rescueLayer } from '../layers/rescue/rescue.layer';
import type { RescueRules } from '../layers/rescue/rescue-rules';
import type { CallLayer } from './call-layer';

/** Rescue, where there is another deployment to go on with, or the beginning of answers is held back. */
export function rescueOf(
  { rescue, rescueInstruction, holdBack }: Pick<Settings, 'rescue' | 'rescueInstruction' | 'holdBack'>,
  routes: Pick<ProviderFileService, 'routeSettings'>,
  spendRetry: RescueRules['spendRetry'],
): CallLayer {
  const modesFor = (model: string): readonly RescueModeName[] => routes.routeSettings(model).rescue ?? rescue;
  return {
    name: 'rescue',
    isWanted: ({ body, model }, { asks, deployments }) =>
      asks === 'chat' &&
      ((deployments.length > 1 && modesFor(model).length > 0) || holdBack !== undefined) &&
      isOneText(body),
    layer: rescueLayer({ modesFor, instruction: rescueInstruction, holdBack, spendRetry }),
  };
}

/** What an answer has besides its text (several choices, probabilities, sound) cannot be gone on with. */
function isOneText(body: Readonly<Record<string, unknown>>): boolean {
  const { n, logprobs, modalities, audio } = body;
  return (
    isOne(n) &&
    logprobs !== true &&
    (audio === undefined || audio === null) &&
    !(Array.isArray(modalities) && modalities.includes('audio')) &&
    isOneTextOfGemini(body['generationConfig'] ?? body['generation_config'])
  );
}

function isOneTextOfGemini(config: unknown): boolean {
  if (!isObject(config)) return true;
  const modalities = config['responseModalities'] ?? config['response_modalities'];
  return (
    isOne(config['candidateCount'] ?? config['candidate_count']) &&
    (config['responseLogprobs'] ?? config['response_logprobs']) !== true &&
    !(Array.isArray(modalities) && modalities.includes('AUDIO'))
  );
}

function isOne(count: unknown): boolean {
  return count === undefined || count === null || count === 1;
}
