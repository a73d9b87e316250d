import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { samplingFields } from '../anthropic-messages/sampling';
import type { SamplingFields } from '../anthropic-messages/sampling';
import { REFUSED_OWN_BY_ALL } from '../canonical/setting-rules';
import type { DroppedSettings, SettingRules } from '../canonical/setting-rules';
import type { SettingName, Settings } from '../canonical/settings';
import type { ModelTraits } from './model-traits';

/** Fields of the Converse API that a caller may give under their own names. */
const OWN_FIELDS = ['guardrailConfig', 'performanceConfig', 'requestMetadata'] as const;

const TAKES: readonly SettingName[] = [
  'parallelToolCalls',
  'responseFormat',
  'maxTokens',
  'stop',
  'temperature',
  'topP',
  'reasoning',
  'serviceTier',
];

/** `top_k` as the model's maker calls it; undefined where there is none. */
const TOP_K: Readonly<Record<ModelTraits['family'], ((topK: number) => JsonObject) | undefined>> = {
  claude: (topK) => ({ top_k: topK }),
  mistral: (topK) => ({ top_k: topK }),
  nova: (topK) => ({ inferenceConfig: { topK } }),
  cohere: (topK) => ({ k: topK }),
  openai: undefined,
  other: undefined,
};

/** What becomes of the settings of a request to this model; docs/providers.md has the same list in words. */
export function settingRules({ family }: ModelTraits): SettingRules {
  return {
    takes: new Set<SettingName>(TOP_K[family] === undefined ? TAKES : [...TAKES, 'topK']),
    refuses: new Set<SettingName>(['candidates', 'logprobs']),
    takesOwn: new Set([
      'additionalModelRequestFields',
      ...OWN_FIELDS,
      ...(family === 'claude' ? ['thinking'] : []),
    ]),
    refusesOwn: REFUSED_OWN_BY_ALL,
  };
}

/** What is sent of the settings that are plain values. */
export interface PlainSettings {
  /** Format: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html */
  readonly inferenceConfig: JsonObject;
  /** For `additionalModelRequestFields`. */
  readonly additional: JsonObject;
}

/** Maps the settings that are plain values. */
export function plainSettings(
  settings: Settings,
  { family, claude }: ModelTraits,
  claudeThinks: boolean,
  dropped: DroppedSettings,
): PlainSettings {
  const { maxTokens } = settings;
  const sampling: SamplingFields =
    claude === undefined
      ? plainSampling(settings, dropped)
      : samplingFields(settings, claude, claudeThinks, dropped.drop.bind(dropped));
  const { temperature, top_p: topP, top_k: topK } = sampling;
  const stop = usableStops(settings, family, dropped);
  return {
    inferenceConfig: {
      ...(maxTokens === undefined ? {} : { maxTokens }),
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
      ...(stop.length === 0 ? {} : { stopSequences: stop }),
    },
    additional: (topK === undefined ? undefined : TOP_K[family]?.(topK)) ?? {},
  };
}

/**
 * Without what Nova refuses where it reasons with the highest effort: `maxTokens`, `temperature`, `topP`, `topK`.
 * Source: https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html
 */
export function withoutLimits(settings: Settings, dropped: DroppedSettings): Settings {
  for (const name of ['maxTokens', 'temperature', 'topP', 'topK'] as const)
    if (settings[name] !== undefined) dropped.drop(name);
  return { ...settings, maxTokens: undefined, temperature: undefined, topP: undefined, topK: undefined };
}

/** Claude refuses texts of white space alone. */
function usableStops(
  { stop = [] }: Settings,
  family: ModelTraits['family'],
  dropped: DroppedSettings,
): readonly string[] {
  if (family !== 'claude') return stop;
  const usable = stop.filter((text) => text.trim() !== '');
  if (usable.length < stop.length) dropped.drop('stop');
  return usable;
}

/** The fields that go to the API as they are, and the service tier under its name there; `auto` is what there is without it. */
export function ownFields({ own, serviceTier: tier }: Settings, dropped: DroppedSettings): JsonObject {
  const fields: Record<string, unknown> = {};
  for (const name of OWN_FIELDS) if (isObject(own[name])) fields[name] = own[name];
  if (tier === 'default' || tier === 'flex' || tier === 'priority') fields['serviceTier'] = { type: tier };
  else if (tier !== undefined && tier !== 'auto') dropped.drop('serviceTier');
  return fields;
}

/** Temperatures are from 0 to 1 here: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html */
function plainSampling({ temperature, topP, topK }: Settings, dropped: DroppedSettings): SamplingFields {
  if (temperature !== undefined && temperature > 1) dropped.drop('temperature');
  return {
    ...(temperature === undefined ? {} : { temperature: Math.min(temperature, 1) }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(topK === undefined ? {} : { top_k: topK }),
  };
}
