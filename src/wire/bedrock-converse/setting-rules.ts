import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { samplingFields } from '../anthropic-messages/sampling';
import type { SamplingFields } from '../anthropic-messages/sampling';
import { REFUSED_OWN_BY_ALL } from '../canonical/setting-rules';
import type { DroppedSettings, SettingRules } from '../canonical/setting-rules';
import type { SettingName, Settings } from '../canonical/settings';
import type { ModelTraits } from './traits';

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

/** `top_k` as the model's maker calls it; undefined where it is missing. */
const TOP_K: Readonly<Record<ModelTraits['family'], ((topK: number) => JsonObject) | undefined>> = {
  claude: (topK) => ({ top_k: topK }),
  mistral: (topK) => ({ top_k: topK }),
  nova: (topK) => ({ inferenceConfig: { topK } }),
  cohere: (topK) => ({ k: topK }),
  openai: undefined,
  other: undefined,
};

/** What becomes of the settings of a request to this model; docs/providers.md has the same list in words. */
export function settingRules({ family, grounding }: ModelTraits): SettingRules {
  return {
    takes: new Set<SettingName>(TOP_K[family] === undefined ? TAKES : [...TAKES, 'topK']),
    refuses: new Set<SettingName>(['candidates', 'logprobs']),
    takesOwn: new Set([
      'additionalModelRequestFields',
      ...OWN_FIELDS,
      ...(family === 'claude' ? ['thinking'] : []),
      ...(grounding ? ['web_search_options'] : []),
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
  { family, claude, stops, sampling: takesSampling, leastMaxTokens }: ModelTraits,
  claudeThinks: boolean,
  dropped: DroppedSettings,
): PlainSettings {
  const { maxTokens } = settings;
  const sampling: SamplingFields =
    claude === undefined
      ? plainSampling(takesSampling ? settings : withoutSampling(settings, dropped), dropped)
      : samplingFields(settings, claude, claudeThinks, dropped.drop.bind(dropped));
  const { temperature, top_p: topP, top_k: topK } = sampling;
  const stop = usableStops(settings, { family, stops }, dropped);
  return {
    inferenceConfig: {
      ...(maxTokens === undefined ? {} : { maxTokens: Math.max(maxTokens, leastMaxTokens) }),
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
  if (settings.maxTokens !== undefined) dropped.drop('maxTokens');
  return { ...withoutSampling(settings, dropped), maxTokens: undefined };
}

function withoutSampling(settings: Settings, dropped: DroppedSettings): Settings {
  for (const name of ['temperature', 'topP', 'topK'] as const)
    if (settings[name] !== undefined) dropped.drop(name);
  return { ...settings, temperature: undefined, topP: undefined, topK: undefined };
}

/** Claude refuses texts of white space alone, and some models all. */
function usableStops(
  { stop = [] }: Settings,
  { family, stops }: Pick<ModelTraits, 'family' | 'stops'>,
  dropped: DroppedSettings,
): readonly string[] {
  if (stops && family !== 'claude') return stop;
  const usable = stops ? stop.filter((text) => text.trim() !== '') : [];
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
