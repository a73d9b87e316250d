import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import {
  neededText,
  optionalCount,
  optionalFlag,
  optionalNumber,
  optionalText,
} from '../canonical/field-readers';
import { askedTier } from '../canonical/served-tier';
import type { CommonSettings, ResponseFormat, SettingName, Settings } from '../canonical/settings';
import { wrongField } from '../../errors/invalid-field';
import { googleExtras } from './google-extras';
import { readReasoning } from './read-reasoning';

/** The caller's names of the common settings, but for `max_tokens`, which has two. */
export const CHAT_NAMES: Readonly<Partial<Record<SettingName, string>>> = {
  topP: 'top_p',
  topK: 'top_k',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  candidates: 'n',
  responseFormat: 'response_format',
  parallelToolCalls: 'parallel_tool_calls',
  reasoning: 'reasoning_effort',
  serviceTier: 'service_tier',
  safety: 'safety_settings',
};

/** Fields with a place in the canonical model; all others are the caller's own. */
const READ: ReadonlySet<string> = new Set([
  ...[
    'model',
    'messages',
    'stream',
    'stream_options',
    'tools',
    'tool_choice',
    'max_tokens',
    'max_completion_tokens',
  ],
  ...[
    'temperature',
    'seed',
    'stop',
    'logprobs',
    'top_logprobs',
    'modalities',
    'user',
    'metadata',
    'verbosity',
  ],
  ...['safetySettings', 'safety_identifier'],
  ...Object.values(CHAT_NAMES),
]);

/** No bias at all, as some clients write it. */
function isEmptyBias(name: string, value: unknown): boolean {
  return name === 'logit_bias' && isObject(value) && Object.keys(value).length === 0;
}

/**
 * Reads the settings of a Chat Completions request.
 * Format: https://platform.openai.com/docs/api-reference/chat/create
 * @throws GatewayError INVALID_REQUEST naming the field
 */
export function readSettings(body: JsonObject): Settings {
  const limit = (body['max_completion_tokens'] ?? null) === null ? 'max_tokens' : 'max_completion_tokens';
  const userField = (body['user'] ?? null) === null ? 'safety_identifier' : 'user';
  const { reasoning, field } = readReasoning(body);
  const extras = googleExtras(body);
  const common: CommonSettings = {
    maxTokens: optionalCount(body[limit], limit),
    temperature: optionalNumber(body['temperature'], 'temperature'),
    topP: optionalNumber(body['top_p'], 'top_p'),
    topK: optionalNumber(body['top_k'], 'top_k'),
    presencePenalty: optionalNumber(body['presence_penalty'], 'presence_penalty'),
    frequencyPenalty: optionalNumber(body['frequency_penalty'], 'frequency_penalty'),
    seed: body['seed'] ?? undefined,
    stop: readStop(body['stop']),
    candidates: readCandidates(body['n']),
    logprobs: readLogprobs(body),
    responseFormat: readResponseFormat(body['response_format']),
    parallelToolCalls: optionalFlag(body['parallel_tool_calls'], 'parallel_tool_calls'),
    reasoning,
    modalities: readModalities(body['modalities']),
    serviceTier: askedTier(optionalText(body['service_tier'], 'service_tier')),
    user: optionalText(body[userField], userField),
    metadata: isObject(body['metadata']) ? body['metadata'] : undefined,
    safety: readSafety(body['safety_settings'] ?? body['safetySettings']),
    verbosity: optionalText(body['verbosity'], 'verbosity'),
  };
  const own = Object.entries(body).filter(
    ([name, value]) =>
      // Claude gets `thinking` as it came.
      (!READ.has(name) &&
        (name !== field || name === 'thinking') &&
        (name !== 'extra_body' || extras === undefined) &&
        !isEmptyBias(name, value)) ||
      // The other of the two is the user here.
      (name === 'safety_identifier' && userField !== name),
  );
  return {
    ...common,
    own: { ...Object.fromEntries(own), ...extras?.fields },
    names: { ...CHAT_NAMES, maxTokens: limit, reasoning: field, user: userField },
  };
}

function readStop(stop: unknown): readonly string[] | undefined {
  if (stop === undefined || stop === null) return undefined;
  const list: unknown[] = Array.isArray(stop) ? stop : [stop];
  const texts = list.map((text, index) => neededText(text, Array.isArray(stop) ? `stop.${index}` : 'stop'));
  return texts.length === 0 ? undefined : texts;
}

function readCandidates(n: unknown): number | undefined {
  const count = optionalCount(n, 'n');
  return count === 1 ? undefined : count;
}

function readLogprobs(body: JsonObject): number | undefined {
  const top = optionalNumber(body['top_logprobs'], 'top_logprobs') ?? 0;
  return optionalFlag(body['logprobs'], 'logprobs') === true || top > 0 ? top : undefined;
}

/** Text alone is what there is without it. */
function readModalities(given: unknown): readonly string[] | undefined {
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given)) throw wrongField('modalities', 'must be a list');
  const names = given.map((name: unknown, index) => neededText(name, `modalities.${index}`));
  return names.length === 0 || (names.length === 1 && names[0] === 'text') ? undefined : names;
}

function readSafety(given: unknown): readonly JsonObject[] | undefined {
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given) || !given.every(isObject)) {
    throw wrongField('safety_settings', 'must be a list of objects');
  }
  return given;
}

/**
 * Reads `response_format`. Servers such as llama.cpp's take a schema beside the type too, and clients written for them send it so.
 * Format: https://platform.openai.com/docs/guides/structured-outputs,
 * https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
 * @throws GatewayError INVALID_REQUEST naming the field
 */
function readResponseFormat(format: unknown): ResponseFormat | undefined {
  if (format === undefined || format === null) return undefined;
  const { type, schema, json_schema: named } = isObject(format) ? format : {};
  if (type === 'text' || (type === 'json_object' && !isObject(schema))) return { type };
  if (!isObject(format) || (type !== 'json_object' && type !== 'json_schema')) {
    throw wrongField('response_format', 'must be of type text, json_object or json_schema');
  }
  const given = isObject(named) ? named : format;
  if (given === format && !isObject(schema)) {
    throw wrongField('response_format.json_schema', 'must be an object with name and schema');
  }
  return {
    type: 'json_schema',
    name: optionalText(given['name'], 'response_format.json_schema.name') ?? 'response',
    description: optionalText(given['description'], 'response_format.json_schema.description'),
    schema: isObject(given['schema']) ? given['schema'] : {},
    strict: typeof given['strict'] === 'boolean' ? given['strict'] : undefined,
  };
}
