import { createHash } from 'node:crypto';
import type { CanonicalRequest, Tool, ToolChoice } from '../canonical/canonical-request';
import { DroppedSettings, refuseKeptAtGoogle } from '../canonical/setting-rules';
import type { ResponseFormat, Settings } from '../canonical/settings';
import { withPlainPatterns } from '../canonical/plain-patterns';
import { fittingStrict } from '../canonical/strict-schema';
import { dropUnplaced, withoutCacheMarks } from '../canonical/unplaced';
import { choiceWithoutSearch } from '../canonical/web-search';
import type { Target, Written } from '../canonical/written';
import type { ChatRequest, ChatTool, ChatToolChoice } from './chat-types';
import { openAiParameters } from './function-schema';
import { withInstructionsFirst } from './instructions-first';
import { isSpeechField, speechFields } from './spoken';
import { searchOptions } from './web-search';
import { writeMessages } from './write-messages';

/** Settings of the same meaning, and their names here. */
const SAME = [
  ['temperature', 'temperature'],
  ['topP', 'top_p'],
  ['presencePenalty', 'presence_penalty'],
  ['frequencyPenalty', 'frequency_penalty'],
  ['seed', 'seed'],
  ['candidates', 'n'],
  ['parallelToolCalls', 'parallel_tool_calls'],
  ['modalities', 'modalities'],
  ['serviceTier', 'service_tier'],
  ['user', 'user'],
  ['verbosity', 'verbosity'],
] as const;

/** Fields that OpenAI's other API has under the same names: https://platform.openai.com/docs/api-reference/chat/create */
const PASSED: ReadonlySet<string> = new Set(['prompt_cache_key', 'prompt_cache_retention']);

/** The least budget of tokens for each effort. */
const EFFORTS = [
  [16_384, 'high'],
  [4_096, 'medium'],
  [1, 'low'],
  [0, 'none'],
] as const;
const MAX_STOPS = 4;
/** OpenAI refuses longer ids: https://platform.openai.com/docs/api-reference/chat/create#chat-create-safety_identifier */
const MAX_USER = 64;

/**
 * Writes a Chat Completions request for callers of another wire. What the provider itself does not take of it, its rules
 * take out afterwards.
 * Format: https://platform.openai.com/docs/api-reference/chat/create
 * @throws GatewayError INVALID_REQUEST naming what cannot be said on this wire
 */
export function writeChatRequest(request: CanonicalRequest, target: Target): Written {
  const { settings, tools } = request;
  const dropped = new DroppedSettings(settings, target.strict);
  const cacheMarks = target.cacheMarks === true;
  dropUnplaced(request, { names: true, imageDetail: true, cacheMarks }, dropped);
  const turns = cacheMarks ? request.turns : withoutCacheMarks(request.turns);
  const body: Record<string, unknown> = {
    model: target.model,
    messages: writeMessages(
      target.instructionsFirst ? withInstructionsFirst(turns) : turns,
      dropped,
      target.reasoningDetails,
    ),
    ...toolFields(tools, request.toolChoice, dropped, cacheMarks),
    ...searchOptions(tools, target.model, dropped),
  } satisfies ChatRequest;
  for (const [setting, name] of SAME) if (settings[setting] !== undefined) body[name] = settings[setting];
  if (settings.user !== undefined) body['user'] = fittingUser(settings.user);
  if (tools.length === 0) delete body['parallel_tool_calls'];
  if (settings.maxTokens !== undefined) body['max_completion_tokens'] = settings.maxTokens;
  const effort = effortOf(settings);
  if (effort !== undefined) body['reasoning_effort'] = effort;
  Object.assign(
    body,
    stopField(settings, dropped),
    formField(settings.responseFormat, dropped),
    speechFields(settings, dropped),
    logprobFields(settings),
  );
  if (settings.topK !== undefined) dropped.drop('topK');
  if (settings.safety !== undefined) dropped.drop('safety');
  // OpenAI takes it only of answers that it stores.
  if (settings.metadata !== undefined && Object.keys(settings.metadata).length > 0) dropped.drop('metadata');
  for (const [name, value] of Object.entries(settings.own)) {
    if (value === undefined || value === null) continue;
    refuseKeptAtGoogle(name);
    if (PASSED.has(name)) body[name] = value;
    else if (!isSpeechField(name, settings)) dropped.dropOwn(name);
  }
  if (target.stream) body['stream'] = true;
  return { body, dropped: dropped.names };
}

function toolFields(
  tools: readonly Tool[],
  chosen: ToolChoice | undefined,
  dropped: DroppedSettings,
  cacheMarks: boolean,
): Pick<ChatRequest, 'tools' | 'tool_choice'> {
  const choice = choiceWithoutSearch(tools, chosen, dropped);
  const declared = tools.flatMap((tool) => {
    const marked = cacheMarks && tool.kind === 'function' && tool.cache !== undefined;
    const mark = marked ? { cache_control: tool.cache } : {};
    return declaration(tool, choice, dropped).map((entry) => ({ ...entry, ...mark }));
  });
  if (declared.length === 0) return {};
  return { tools: declared, ...(choice === undefined ? {} : { tool_choice: toolChoice(choice) }) };
}

function declaration(tool: Tool, choice: ToolChoice | undefined, dropped: DroppedSettings): ChatTool[] {
  if (tool.kind === 'provider') return [];
  if (choice?.mode === 'allowed' && !choice.names.has(tool.name)) return [];
  const { name, description, kind } = tool;
  const common = { name, ...(description === undefined ? {} : { description }) };
  if (kind === 'custom') {
    return [
      {
        type: 'custom',
        custom: { ...common, ...(tool.format === undefined ? {} : { format: tool.format }) },
      },
    ];
  }
  const { parameters, own, at } = tool;
  const strict = fittingStrict(tool.strict, parameters ?? {});
  if (strict !== tool.strict) dropped.dropOwn(`${at}.strict`);
  for (const field of Object.keys(own)) dropped.dropOwn(`${at}.${field}`);
  return [
    {
      type: 'function',
      function: {
        ...common,
        ...(parameters === undefined ? {} : { parameters: openAiParameters(parameters) }),
        ...(strict === undefined ? {} : { strict }),
      },
    },
  ];
}

function toolChoice(choice: ToolChoice): ChatToolChoice {
  switch (choice.mode) {
    case 'named':
      return { type: 'function', function: { name: choice.name } };
    case 'allowed':
      return choice.required ? 'required' : 'auto';
    default:
      return choice.mode;
  }
}

function effortOf({ reasoning }: Settings): string | undefined {
  if (reasoning === undefined) return undefined;
  const { effort, budgetTokens } = reasoning;
  if (effort !== undefined) return effort;
  if (budgetTokens === undefined || budgetTokens < 0) return undefined;
  return EFFORTS.find(([least]) => budgetTokens >= least)?.[1];
}

/** An end user's id; a longer one, as coding agents send it, becomes another that is as much the user's own. */
function fittingUser(user: string): string {
  return user.length <= MAX_USER ? user : createHash('sha256').update(user).digest('hex');
}

/** OpenAI's API takes four texts: https://platform.openai.com/docs/api-reference/chat/create#chat-create-stop */
function stopField({ stop }: Settings, dropped: DroppedSettings): Pick<ChatRequest, 'stop'> {
  if (stop === undefined) return {};
  if (stop.length > MAX_STOPS) dropped.drop('stop');
  return { stop: stop.slice(0, MAX_STOPS) };
}

function formField(
  format: ResponseFormat | undefined,
  dropped: DroppedSettings,
): Pick<ChatRequest, 'response_format'> {
  if (format === undefined || format.type === 'text') return {};
  if (format.type === 'json_object') return { response_format: { type: 'json_object' } };
  const { name, description, schema } = format;
  const strict = fittingStrict(format.strict, schema);
  if (strict !== format.strict) dropped.dropOwn(`${dropped.nameOf('responseFormat')}.strict`);
  const jsonSchema = {
    name,
    ...(description === undefined ? {} : { description }),
    schema: withPlainPatterns(schema),
    ...(strict === undefined ? {} : { strict }),
  };
  return { response_format: { type: 'json_schema', json_schema: jsonSchema } };
}

function logprobFields({ logprobs }: Settings): Pick<ChatRequest, 'logprobs' | 'top_logprobs'> {
  if (logprobs === undefined) return {};
  return { logprobs: true, ...(logprobs > 0 ? { top_logprobs: logprobs } : {}) };
}
