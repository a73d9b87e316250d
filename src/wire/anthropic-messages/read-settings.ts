import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { optionalCount, optionalNumber, optionalObject, optionalText } from '../canonical/field-readers';
import type { Reasoning, ResponseFormat, Settings } from '../canonical/settings';
import { wrongField } from '../../errors/invalid-field';

const NAMES: Settings['names'] = {
  maxTokens: 'max_tokens',
  topP: 'top_p',
  topK: 'top_k',
  stop: 'stop_sequences',
  responseFormat: 'output_config.format',
  reasoning: 'thinking',
  parallelToolCalls: 'tool_choice.disable_parallel_tool_use',
  serviceTier: 'service_tier',
  user: 'metadata.user_id',
};

/** Fields with a place in the canonical model; all others are the caller's own. */
const READ: ReadonlySet<string> = new Set([
  ...['model', 'messages', 'system', 'stream', 'tools', 'tool_choice', 'max_tokens', 'temperature', 'top_p'],
  ...['top_k', 'stop_sequences', 'thinking', 'output_config', 'output_format', 'metadata', 'service_tier'],
  'cache_control',
]);

/**
 * Reads the settings of a request of the Messages API.
 * Format: https://docs.anthropic.com/en/api/messages
 * @param effortOfTurn what the turn that is going on asks for in place of the request's
 * @throws GatewayError INVALID_REQUEST naming the field
 */
export function readSettings(body: JsonObject, singleCalls: boolean, effortOfTurn?: string): Settings {
  const output = optionalObject(body['output_config'], 'output_config') ?? {};
  const { effort, format, ...further } = output;
  const metadata = optionalObject(body['metadata'], 'metadata');
  const own = Object.entries(body).filter(([name]) => !READ.has(name));
  return {
    maxTokens: optionalCount(body['max_tokens'], 'max_tokens'),
    temperature: optionalNumber(body['temperature'], 'temperature'),
    topP: optionalNumber(body['top_p'], 'top_p'),
    topK: optionalNumber(body['top_k'], 'top_k'),
    stop: readStops(body['stop_sequences']),
    responseFormat: readFormat(format ?? body['output_format']),
    parallelToolCalls: singleCalls ? false : undefined,
    reasoning: readThinking(optionalObject(body['thinking'], 'thinking'), effortOfTurn ?? effort),
    serviceTier: readTier(optionalText(body['service_tier'], 'service_tier')),
    user: optionalText(metadata?.['user_id'], 'metadata.user_id'),
    own: {
      ...Object.fromEntries(own),
      ...Object.fromEntries(Object.entries(further).map(([name, value]) => [`output_config.${name}`, value])),
    },
    names: NAMES,
  };
}

function readStops(given: unknown): readonly string[] | undefined {
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given)) throw wrongField('stop_sequences', 'must be a list of texts');
  const stops = given.filter((stop) => typeof stop === 'string' && stop !== '');
  return stops.length === 0 ? undefined : stops;
}

/** Format: https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs */
function readFormat(format: unknown): ResponseFormat | undefined {
  if (!isObject(format) || format['type'] !== 'json_schema' || !isObject(format['schema'])) return undefined;
  return {
    type: 'json_schema',
    name: 'response',
    description: undefined,
    schema: format['schema'],
    strict: true,
  };
}

/**
 * Format: https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking, …/adaptive-thinking, …/effort. Some
 * clients give a budget of -1 to models that they do not know: the model decides.
 */
function readThinking(thinking: JsonObject | undefined, given: unknown): Reasoning | undefined {
  const effort = optionalText(given, 'output_config.effort');
  if (thinking === undefined) return effort === undefined ? undefined : { effort };
  const { type, display } = thinking;
  const visible = display === undefined || display === null ? undefined : display !== 'omitted';
  // What a model notes between its calls of tools is no thinking before them.
  if (type === 'disabled' || type === 'between_tools') return { effort: 'none' };
  const budget = optionalNumber(thinking['budget_tokens'], 'thinking.budget_tokens');
  if (type === 'enabled' && budget !== undefined && budget > 0)
    return { budgetTokens: budget, effort, visible };
  return { adaptive: true, effort, visible };
}

/** `standard_only` is the tier without priority, which other providers call the default. */
function readTier(tier: string | undefined): string | undefined {
  return tier === 'standard_only' ? 'default' : tier;
}
