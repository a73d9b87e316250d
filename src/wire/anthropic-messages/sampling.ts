import type { SettingName, Settings } from '../canonical/settings';
import type { ModelTraits } from './model-traits';

/** The sampling fields of a request. */
export interface SamplingFields {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
}

/** With thinking, `top_p` may be this at least. */
const LEAST_TOP_P_WITH_THINKING = 0.95;

/**
 * Maps temperature (0 to 2 there, 0 to 1 here: more becomes 1), `top_p` and `top_k`, by what the model takes: the newest
 * models take none of them, those since 4.1 one of the first two, and with thinking there is no temperature.
 * Format: https://docs.anthropic.com/en/api/messages, …/extended-thinking#feature-compatibility, migration guides
 * @param drop called for a setting that has no effect, or not its own
 */
export function samplingFields(
  settings: Pick<Settings, 'temperature' | 'topP' | 'topK'>,
  traits: ModelTraits,
  thinking: boolean,
  drop: (setting: SettingName) => void,
): SamplingFields {
  let { temperature, topP, topK } = settings;
  if (temperature !== undefined && temperature > 1) {
    drop('temperature');
    temperature = 1;
  }
  if (traits.sampling === 'none' || thinking) {
    // A value that is the default says nothing, and may be left out in any case.
    if (temperature !== undefined && temperature !== 1) drop('temperature');
    temperature = undefined;
    if (topK !== undefined) drop('topK');
    topK = undefined;
    if (topP !== undefined && (traits.sampling === 'none' || topP < LEAST_TOP_P_WITH_THINKING)) {
      if (topP !== 1) drop('topP');
      topP = undefined;
    }
  } else if (traits.sampling === 'one' && temperature !== undefined && topP !== undefined) {
    if (temperature === 1) {
      temperature = undefined;
    } else {
      if (topP !== 1) drop('topP');
      topP = undefined;
    }
  }
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(topK === undefined ? {} : { top_k: topK }),
  };
}
