import type { JsonObject } from '../../json/json-object';
import {
  neededObject,
  neededText,
  optionalCount,
  optionalFlag,
  optionalNumber,
  optionalObject,
  optionalText,
} from '../canonical/field-readers';
import { askedTier } from '../canonical/served-tier';
import type { CommonSettings, Reasoning, ResponseFormat, SettingName, Settings } from '../canonical/settings';
import { wrongField } from '../../errors/invalid-field';

/** The settings of a request, and their fields here. */
export const RESPONSES_NAMES: Readonly<Partial<Record<SettingName, string>>> = {
  maxTokens: 'max_output_tokens',
  topP: 'top_p',
  topK: 'top_k',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  responseFormat: 'text.format',
  logprobs: 'top_logprobs',
  parallelToolCalls: 'parallel_tool_calls',
  reasoning: 'reasoning',
  serviceTier: 'service_tier',
  user: 'user',
  verbosity: 'text.verbosity',
};

/** Fields with a place in the canonical model, and those that the door itself keeps to. All others are the caller's own. */
const READ: ReadonlySet<string> = new Set([
  ...[
    'model',
    'input',
    'instructions',
    'tools',
    'tool_choice',
    'stream',
    'stream_options',
    'store',
    'include',
  ],
  ...['previous_response_id', 'background', 'conversation', 'prompt', 'text', 'reasoning', 'metadata'],
  ...['max_output_tokens', 'temperature', 'top_p', 'top_k', 'presence_penalty', 'frequency_penalty'],
  ...['parallel_tool_calls', 'service_tier', 'user', 'safety_identifier', 'top_logprobs'],
  // It counts tools that run at OpenAI, of which none runs elsewhere.
  'max_tool_calls',
]);

/** Values that say what happens anyway. */
const NEUTRAL: Readonly<Record<string, unknown>> = {
  truncation: 'disabled',
  'reasoning.mode': 'standard',
  'reasoning.context': 'auto',
};

/** Fields inside of others, which have a place in the canonical model as {@link READ} have. */
const READ_INSIDE: Readonly<Record<'reasoning' | 'text', ReadonlySet<string>>> = {
  reasoning: new Set(['effort', 'summary', 'generate_summary']),
  text: new Set(['format', 'verbosity']),
};

/** What log probabilities are asked for with, in `include`. */
export const LOGPROBS_WANTED = 'message.output_text.logprobs';

/**
 * Reads the settings of a Responses request.
 * Format: https://platform.openai.com/docs/api-reference/responses/create
 * @throws GatewayError INVALID_REQUEST naming the field
 */
export function readSettings(body: JsonObject): Settings {
  const text = optionalObject(body['text'], 'text') ?? {};
  const userField = (body['safety_identifier'] ?? null) === null ? 'user' : 'safety_identifier';
  const common: CommonSettings = {
    maxTokens: optionalCount(body['max_output_tokens'], 'max_output_tokens'),
    temperature: optionalNumber(body['temperature'], 'temperature'),
    topP: optionalNumber(body['top_p'], 'top_p'),
    topK: optionalNumber(body['top_k'], 'top_k'),
    presencePenalty: optionalNumber(body['presence_penalty'], 'presence_penalty'),
    frequencyPenalty: optionalNumber(body['frequency_penalty'], 'frequency_penalty'),
    logprobs: readLogprobs(body),
    responseFormat: readFormat(text['format']),
    parallelToolCalls: optionalFlag(body['parallel_tool_calls'], 'parallel_tool_calls'),
    reasoning: readReasoning(body['reasoning']),
    serviceTier: askedTier(optionalText(body['service_tier'], 'service_tier')),
    user: optionalText(body[userField], userField),
    metadata: optionalObject(body['metadata'], 'metadata'),
    verbosity: optionalText(text['verbosity'], 'text.verbosity'),
  };
  optionalCount(body['max_tool_calls'], 'max_tool_calls');
  const own = Object.entries(body).filter(
    ([name]) =>
      !READ.has(name) ||
      // The other of the two is the user here.
      (name === 'user' && userField !== name),
  );
  const given = [...own, ...ownInside(body, 'reasoning'), ...ownInside(body, 'text')];
  const said = given.filter(([name, value]) => !(Object.hasOwn(NEUTRAL, name) && NEUTRAL[name] === value));
  return { ...common, own: Object.fromEntries(said), names: { ...RESPONSES_NAMES, user: userField } };
}

/** Fields inside of another that are OpenAI's alone, by their paths (`reasoning.mode`). */
function ownInside(body: JsonObject, name: keyof typeof READ_INSIDE): [string, unknown][] {
  const fields = optionalObject(body[name], name) ?? {};
  return Object.entries(fields).flatMap(([field, value]) =>
    READ_INSIDE[name].has(field) || value === null ? [] : [[`${name}.${field}`, value]],
  );
}

function readLogprobs({ top_logprobs: given, include }: JsonObject): number | undefined {
  const top = optionalNumber(given, 'top_logprobs') ?? 0;
  const wanted = top > 0 || (Array.isArray(include) && include.includes(LOGPROBS_WANTED));
  return wanted ? top : undefined;
}

function readFormat(given: unknown): ResponseFormat | undefined {
  if (given === undefined || given === null) return undefined;
  const format = neededObject(given, 'text.format');
  switch (format['type']) {
    case 'text':
    case 'json_object':
      return { type: format['type'] };
    case 'json_schema':
      return {
        type: 'json_schema',
        name: neededText(format['name'], 'text.format.name'),
        description: optionalText(format['description'], 'text.format.description'),
        schema: neededObject(format['schema'], 'text.format.schema'),
        strict: optionalFlag(format['strict'], 'text.format.strict'),
      };
    default:
      throw wrongField('text.format.type', 'must be text, json_object or json_schema');
  }
}

function readReasoning(given: unknown): Reasoning | undefined {
  const reasoning = optionalObject(given, 'reasoning');
  if (reasoning === undefined) return undefined;
  const effort = optionalText(reasoning['effort'], 'reasoning.effort');
  const summary = optionalText(reasoning['summary'] ?? reasoning['generate_summary'], 'reasoning.summary');
  const visible = summary === undefined ? undefined : summary !== 'none';
  return effort === undefined && visible === undefined ? undefined : { effort, visible };
}
