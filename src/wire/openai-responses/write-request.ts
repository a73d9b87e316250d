import { createHash } from 'node:crypto';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { CanonicalRequest } from '../canonical/canonical-request';
import { checkSettings, DroppedSettings, REFUSED_OWN_BY_ALL } from '../canonical/setting-rules';
import type { SettingRules } from '../canonical/setting-rules';
import type { Reasoning, ResponseFormat, Settings } from '../canonical/settings';
import { withPlainPatterns } from '../canonical/plain-patterns';
import { fittingStrict } from '../canonical/strict-schema';
import { dropUnplaced } from '../canonical/unplaced';
import type { Target, Written } from '../canonical/written';
import { isMedia } from '../canonical/media-part';
import { LOGPROBS_WANTED } from './read-settings';
import { writeInput } from './write-input';
import { OUTPUTS_WANTED } from './code-execution';
import { searchTools, SOURCES_WANTED } from './web-search';
import { toolFields } from './write-tools';

/** Settings of the same meaning, and their names here. */
const SAME = [
  ['maxTokens', 'max_output_tokens'],
  ['temperature', 'temperature'],
  ['topP', 'top_p'],
  ['serviceTier', 'service_tier'],
] as const;

/** Fields that callers of other wires give by the name that they have here. */
const OWN = [
  ...(['prompt_cache_key', 'prompt_cache_retention', 'prompt_cache_options'] as const),
  ...(['max_tool_calls', 'truncation', 'safety_identifier'] as const),
] as const;

const RULES: SettingRules = {
  takes: new Set([
    ...SAME.map(([setting]) => setting),
    ...(['responseFormat', 'verbosity', 'parallelToolCalls', 'reasoning', 'user', 'metadata'] as const),
    'logprobs',
  ]),
  refuses: new Set(['candidates', 'modalities']),
  takesOwn: new Set([...OWN, 'web_search_options']),
  refusesOwn: REFUSED_OWN_BY_ALL,
};

/** The least budget of tokens for each effort. */
const EFFORTS = [
  [16_384, 'high'],
  [4_096, 'medium'],
  [1, 'low'],
  [0, 'none'],
] as const;
/** OpenAI refuses longer ids: https://platform.openai.com/docs/api-reference/responses/create#responses-create-safety_identifier */
const MAX_USER = 64;
/** Source: https://platform.openai.com/docs/api-reference/responses/create#responses-create-metadata */
const MAX_METADATA = 16;
const MAX_METADATA_TEXT = 512;
/** Models that never reason; they refuse the question for encrypted reasoning, and that of others. Every other one may. */
const NEVER_REASONS = /^(?:gpt-[34]|chatgpt-|gpt-5(?:\.\d+)?-chat)/;

/**
 * Writes a Responses request for callers of another wire. Nothing of the answer is kept at the provider: its reasoning comes
 * back encrypted, and goes with the next turn.
 * Format: https://platform.openai.com/docs/api-reference/responses/create
 * @throws GatewayError INVALID_REQUEST naming what cannot be said on this wire
 */
export function writeResponsesRequest(request: CanonicalRequest, target: Target): Written {
  const { settings, tools } = request;
  const asked = withoutWhatIsSo(settings);
  const dropped = new DroppedSettings(asked, target.strict);
  checkSettings(asked, RULES, dropped);
  dropUnplaced(request, { maker: 'openai', imageDetail: true, breakpoints: true }, dropped);
  for (const part of request.turns.flatMap((turn) => (turn.role === 'assistant' ? turn.parts : [])))
    if (isMedia(part)) dropped.dropOwn(part.at);
  for (const tool of tools) {
    if (tool.kind === 'function')
      for (const field of Object.keys(tool.own)) dropped.dropOwn(`${tool.at}.${field}`);
  }
  const reasons = !NEVER_REASONS.test(generationName(target.model));
  const body: Record<string, unknown> = {
    model: target.model,
    input: writeInput(request.turns, reasons),
    store: false,
    ...toolFields([...tools, ...searchTools(settings.own)], request.toolChoice, dropped),
  };
  for (const [setting, name] of SAME) if (settings[setting] !== undefined) body[name] = settings[setting];
  for (const name of OWN) {
    const value = settings.own[name] ?? undefined;
    if (value !== undefined) body[name] = value;
  }
  if (settings.parallelToolCalls !== undefined && body['tools'] !== undefined)
    body['parallel_tool_calls'] = settings.parallelToolCalls;
  if (settings.user !== undefined) body['user'] = fittingUser(settings.user);
  if (settings.metadata !== undefined && isTexts(settings.metadata)) body['metadata'] = settings.metadata;
  const reasoning = reasoningField(settings.reasoning);
  if (reasoning !== undefined) body['reasoning'] = reasoning;
  if (settings.logprobs !== undefined && settings.logprobs > 0) body['top_logprobs'] = settings.logprobs;
  const include = includedFields(reasons, body['tools'], settings);
  if (include.length > 0) body['include'] = include;
  const text = textField(settings, dropped);
  if (text !== undefined) body['text'] = text;
  if (target.stream) body['stream'] = true;
  return { body, dropped: dropped.names };
}

/** What is to be told besides: reasoning, for the next turn; what a search of the web found and code printed, which other wires tell. */
function includedFields(reasons: boolean, tools: unknown, { logprobs }: Settings): readonly string[] {
  const has = (type: string): boolean =>
    Array.isArray(tools) && tools.some((tool) => isObject(tool) && tool['type'] === type);
  return [
    ...(reasons ? ['reasoning.encrypted_content'] : []),
    ...(has('web_search') ? [SOURCES_WANTED] : []),
    ...(has('code_interpreter') ? [OUTPUTS_WANTED] : []),
    ...(logprobs === undefined ? [] : [LOGPROBS_WANTED]),
  ];
}

/** A model's name without what comes before it (`org/…`, `ft:…`). */
function generationName(model: string): string {
  return model
    .slice(model.lastIndexOf('/') + 1)
    .replace(/^ft:/, '')
    .toLowerCase();
}

/** Text is what an answer is anyway, and kept at the provider it is not. */
function withoutWhatIsSo(settings: Settings): Settings {
  const { modalities, own } = settings;
  const isText = modalities?.every((one) => one === 'text') === true;
  if (!isText && own['store'] !== false) return settings;
  return {
    ...settings,
    ...(isText ? { modalities: undefined } : {}),
    ...(own['store'] === false ? { own: { ...own, store: undefined } } : {}),
  };
}

function reasoningField(reasoning: Reasoning | undefined): JsonObject | undefined {
  if (reasoning === undefined) return undefined;
  const effort = reasoning.effort ?? effortOf(reasoning.budgetTokens);
  const summary = reasoning.visible === true ? { summary: 'auto' } : {};
  const field = {
    ...(effort === undefined ? {} : { effort }),
    ...summary,
  };
  return Object.keys(field).length === 0 ? undefined : field;
}

function effortOf(budgetTokens: number | undefined): string | undefined {
  if (budgetTokens === undefined || budgetTokens < 0) return undefined;
  return EFFORTS.find(([least]) => budgetTokens >= least)?.[1];
}

/** An end user's id; a longer one, as coding agents send it, becomes another that is as much the user's own. */
function fittingUser(user: string): string {
  return user.length <= MAX_USER ? user : createHash('sha256').update(user).digest('hex');
}

function isTexts(metadata: JsonObject): boolean {
  const values = Object.values(metadata);
  return (
    values.length <= MAX_METADATA &&
    values.every((value) => typeof value === 'string' && value.length <= MAX_METADATA_TEXT)
  );
}

function textField(
  { responseFormat, verbosity }: Settings,
  dropped: DroppedSettings,
): JsonObject | undefined {
  const format = formatOf(responseFormat, dropped);
  if (format === undefined && verbosity === undefined) return undefined;
  return { ...(format === undefined ? {} : { format }), ...(verbosity === undefined ? {} : { verbosity }) };
}

function formatOf(format: ResponseFormat | undefined, dropped: DroppedSettings): JsonObject | undefined {
  if (format === undefined || format.type === 'text') return undefined;
  if (format.type === 'json_object') return { type: 'json_object' };
  const { name, description, schema } = format;
  const strict = fittingStrict(format.strict, schema);
  if (strict !== format.strict) dropped.dropOwn(`${dropped.nameOf('responseFormat')}.strict`);
  return {
    type: 'json_schema',
    name,
    ...(description === undefined ? {} : { description }),
    schema: withPlainPatterns(schema),
    // Left out, it is true here, and false in Chat Completions.
    strict: strict ?? false,
  };
}
