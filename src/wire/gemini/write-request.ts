import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { CanonicalRequest, Turn } from '../canonical/canonical-request';
import { checkSettings, DroppedSettings, REFUSED_OWN_BY_ALL } from '../canonical/setting-rules';
import type { SettingRules } from '../canonical/setting-rules';
import type { ResponseFormat, SettingName, Settings } from '../canonical/settings';
import { dropUnplaced } from '../canonical/unplaced';
import type { Places } from '../canonical/unplaced';
import type { Target, Written } from '../canonical/written';
import { wrongField } from '../../errors/invalid-field';
import { googleSchema } from './function-schema';
import { modelGeneration } from './model-generation';
import { plainJsonSchema } from './plain-json-schema';
import { imageConfig, plainSettings } from './plain-settings';
import { serviceTier } from './service-tier';
import type { ServiceTier } from './service-tier';
import { speechConfig } from './speech';
import { thinkingConfig } from './thinking-config';
import { toolFields } from './write-tools';
import { writeTurns } from './write-turns';

/** What becomes of the settings; docs/providers.md has the same list in words. */
const RULES: SettingRules = {
  takes: new Set<SettingName>([
    'maxTokens',
    'temperature',
    'topP',
    'topK',
    'seed',
    'presencePenalty',
    'frequencyPenalty',
    'stop',
    'responseFormat',
    'reasoning',
    'modalities',
    'safety',
    'parallelToolCalls',
    'candidates',
    'logprobs',
    'serviceTier',
  ]),
  refuses: new Set<SettingName>(),
  takesOwn: new Set([
    ...[
      'audio',
      'web_search_options',
      'cachedContent',
      'cached_content',
      'labels',
      'image_config',
      'imageConfig',
    ],
  ]),
  refusesOwn: { ...REFUSED_OWN_BY_ALL, logit_bias: [] },
};

/** A request of `generateContent`, and the tier that it is to be served in: Vertex AI has a header for it, and no field. */
export interface WrittenGemini extends Written {
  readonly tier: ServiceTier | undefined;
}

/** A result's error has a key of its own. */
const PLACES: Places = { maker: 'google', resultErrors: true };

const MAX_STOPS = 5;
const MODALITIES: ReadonlySet<string> = new Set(['text', 'image', 'audio']);

/**
 * Writes the body of `generateContent`, the same for whole answers and streams.
 * Format: https://ai.google.dev/api/generate-content#request-body
 * @throws GatewayError INVALID_REQUEST naming the field that cannot be mapped
 */
export function writeGeminiRequest(request: CanonicalRequest, target: Target): WrittenGemini {
  const { settings } = request;
  const dropped = new DroppedSettings(settings, target.strict);
  checkSettings(settings, RULES, dropped);
  dropUnplaced(request, PLACES, dropped);
  const tools = toolFields(request, target, dropped);
  const words = formInWords(settings, tools, target.model);
  if (words !== undefined) dropped.drop('responseFormat');
  const { systemInstruction, contents } = writeTurns(withWords(request.turns, words), target.model);
  const config = generationConfig(settings, target, dropped);
  if (words === undefined) Object.assign(config, responseForm(settings.responseFormat));
  const tier = serviceTier(settings, dropped);
  const body = {
    contents,
    ...(systemInstruction === undefined ? {} : { systemInstruction }),
    ...tools,
    ...(Object.keys(config).length === 0 ? {} : { generationConfig: config }),
    ...(settings.safety === undefined ? {} : { safetySettings: settings.safety }),
    ...(tier === undefined || target.vertex === true ? {} : { serviceTier: tier }),
    ...ownFields(settings.own),
  };
  return { body, tier, dropped: dropped.names };
}

/**
 * The instruction that represents the answer's form where a model refuses it beside tools ("Function calling with a response
 * mime type: 'application/json' is unsupported"); undefined where the form itself is sent.
 */
function formInWords(
  { responseFormat: format }: Settings,
  tools: JsonObject,
  model: string,
): string | undefined {
  if (format === undefined || format.type === 'text' || tools['tools'] === undefined) return undefined;
  if (modelGeneration(model).formBesideTools) return undefined;
  const answer =
    'When you do not call a tool, answer with one JSON object and nothing else: no code fence, no text around it.';
  if (format.type === 'json_object') return answer;
  return `${answer} It has to be valid against this JSON Schema: ${JSON.stringify(format.schema)}`;
}

/** The turns with one more instruction, behind those that they begin with. */
function withWords(turns: readonly Turn[], words: string | undefined): readonly Turn[] {
  if (words === undefined) return turns;
  const found = turns.findIndex(({ role }) => role !== 'instructions');
  const at = found < 0 ? turns.length : found;
  const part = { kind: 'text', text: words, at: 'response_format' } as const;
  return [...turns.slice(0, at), { role: 'instructions', parts: [part], at: part.at }, ...turns.slice(at)];
}

function generationConfig(
  settings: Settings,
  { model, stream }: Target,
  dropped: DroppedSettings,
): Record<string, unknown> {
  const { stop = [], modalities, reasoning, logprobs } = settings;
  const config = plainSettings(settings, model, dropped);
  if (stop.length > MAX_STOPS) {
    throw wrongField(dropped.nameOf('stop'), `can hold ${MAX_STOPS} texts at this model's provider`);
  }
  if (stop.length > 0) config['stopSequences'] = stop;
  if (logprobs !== undefined) config['responseLogprobs'] = true;
  if (logprobs !== undefined && logprobs > 0) config['logprobs'] = logprobs;
  const speech = speechConfig(settings.own, stream);
  if (speech !== undefined) config['speechConfig'] = speech;
  if (modalities !== undefined) config['responseModalities'] = responseModalities(modalities, dropped);
  const image = imageConfig(settings.own);
  if (image !== undefined) config['imageConfig'] = image;
  const thinking = thinkingConfig(reasoning, model, dropped);
  if (thinking !== undefined) config['thinkingConfig'] = thinking;
  return config;
}

function responseForm(format: ResponseFormat | undefined): JsonObject {
  if (format === undefined || format.type === 'text') return {};
  const mimeType = { responseMimeType: 'application/json' };
  if (format.type === 'json_object' || saysNothing(format.schema)) return mimeType;
  const schema = googleSchema(format.schema);
  return schema === undefined
    ? { ...mimeType, responseJsonSchema: plainJsonSchema(format.schema) }
    : { ...mimeType, responseSchema: schema };
}

/** Any object, or anything at all. */
function saysNothing({ type, ...others }: JsonObject): boolean {
  const isAny = type === undefined || type === 'object';
  const { properties } = others;
  const isListed = isObject(properties) && Object.keys(properties).length > 0;
  return isAny && !isListed && Object.keys(others).every((keyword) => UNSAYING.has(keyword));
}

const UNSAYING: ReadonlySet<string> = new Set(['title', 'description', '$schema', '$id', 'properties']);

function responseModalities(given: readonly string[], dropped: DroppedSettings): readonly string[] {
  if (!given.every((entry) => MODALITIES.has(entry))) {
    throw wrongField(dropped.nameOf('modalities'), "can hold text, image and audio at this model's provider");
  }
  // OpenAI's have to be asked for both; models that speak at Google answer 400 to any other.
  if (given.includes('audio')) return ['AUDIO'];
  return given.map((entry) => entry.toUpperCase());
}

function ownFields(own: JsonObject): JsonObject {
  const cached = own['cachedContent'] ?? own['cached_content'];
  return {
    ...(typeof cached === 'string' ? { cachedContent: cached } : {}),
    ...(isObject(own['labels']) ? { labels: own['labels'] } : {}),
  };
}
