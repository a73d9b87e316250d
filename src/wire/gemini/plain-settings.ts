import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { DroppedSettings } from '../canonical/setting-rules';
import type { Settings } from '../canonical/settings';
import { modelGeneration } from './model-generation';

/** Settings of the same meaning, and their names in `generationConfig`. */
const SAME = [
  ['maxTokens', 'maxOutputTokens'],
  ['temperature', 'temperature'],
  ['topP', 'topP'],
  ['topK', 'topK'],
  ['seed', 'seed'],
  ['presencePenalty', 'presencePenalty'],
  ['frequencyPenalty', 'frequencyPenalty'],
  // Models that have neither say so in their own 400.
  ['candidates', 'candidateCount'],
] as const;

type Plain = (typeof SAME)[number][0];

/** Values by which other APIs say what holds without them, and which Google refuses from some models on. */
const UNSAYING: Partial<Record<Plain, (value: unknown) => boolean>> = {
  presencePenalty: (value) => value === 0,
  frequencyPenalty: (value) => value === 0,
  // At vLLM and its like 0 and -1 are for all tokens.
  topK: (value) => typeof value === 'number' && value <= 0,
};

const MAX_SEED = 2 ** 31 - 1;

/**
 * The settings that are plain values, as fields of `generationConfig`, without those that the model refuses.
 * Format: https://ai.google.dev/api/generate-content#generationconfig
 */
export function plainSettings(
  settings: Settings,
  model: string,
  dropped: DroppedSettings,
): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const [setting, name] of SAME) {
    const value = settings[setting];
    if (value === undefined || UNSAYING[setting]?.(value) === true) continue;
    if (isRefused(setting, value, model)) dropped.drop(setting);
    else config[name] = value;
  }
  return config;
}

/** Google's seeds are integers of 32 bits; OpenAI's have 64. */
function isRefused(setting: Plain, value: unknown, model: string): boolean {
  if (setting === 'seed') return !(Number.isInteger(value) && Math.abs(Number(value)) <= MAX_SEED);
  const isPenalty = setting === 'presencePenalty' || setting === 'frequencyPenalty';
  return isPenalty && !modelGeneration(model).penalties;
}

/**
 * The form of pictures: OpenRouter's `image_config`, which it has for Gemini, or Google's own field.
 * Formats: https://openrouter.ai/docs/guides/overview/multimodal/image-generation, https://ai.google.dev/gemini-api/docs/image-generation#aspect_ratios
 */
export function imageConfig({
  image_config: unified,
  imageConfig: googles,
}: JsonObject): JsonObject | undefined {
  if (isObject(googles)) return googles;
  if (!isObject(unified)) return undefined;
  const { aspect_ratio: aspectRatio, image_size: imageSize, ...others } = unified;
  return {
    ...(aspectRatio === undefined ? {} : { aspectRatio }),
    ...(imageSize === undefined ? {} : { imageSize }),
    ...others,
  };
}
