import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { CanonicalRequest, Turn } from '../canonical/canonical-request';
import type { Names } from '../canonical/field-names';
import { checkSettings, DroppedSettings } from '../canonical/setting-rules';
import type { Settings } from '../canonical/settings';
import { dropUnplaced } from '../canonical/unplaced';
import type { Places } from '../canonical/unplaced';
import { choiceWithoutSearch, choosesSearch, SEARCH_NAME } from '../canonical/web-search';
import type { Target, Written } from '../canonical/written';
import { answerFormat, isForced } from './answer-format';
import type { AnswerFormat } from './answer-format';
import { MAKER } from './blocks';
import type { Block, MessagesTurn } from './blocks';
import { isThinkingBlock, sentThinking } from './bound-thinking';
import { modelTraits } from './model-traits';
import { samplingFields } from './sampling';
import { OUTPUT_CONFIG, passedNames, settingRules } from './setting-rules';
import { nativeThinking, thinkingPlan } from './thinking';
import type { ThinkingPlan } from './thinking';
import { CODE_BETA, CODE_TOOL } from './code-execution';
import { FETCH_BETA, FETCH_TOOL } from './web-fetch';
import { searchTools } from './web-search';
import { holdsFile } from './write-content';
import { toolFields, usableTools } from './write-tools';
import { writeTurns } from './write-turns';

/** `max_tokens`, which is demanded, where neither the caller nor the catalogue nor the model's name says one. */
const DEFAULT_MAX_TOKENS = 4_096;

const PLACES: Places = { maker: 'anthropic', cacheMarks: true, documentNotes: true, resultErrors: true };

/** A request of the Messages API, and what has to be known when its answer is read. */
export interface WrittenMessages extends Written {
  /** Beta features that the body makes use of, for `anthropic-beta`. */
  readonly betas: readonly string[];
  /** The tool whose arguments are the answer's content, where the form of the answer is kept by one. */
  readonly answerTool: string | undefined;
  /** The caller's names of its fields by those that the model got, where it does not take the caller's. */
  readonly answerFields: Names | undefined;
  /** Tools that the caller declared as custom ones: their calls are calls of custom tools. */
  readonly customTools: ReadonlySet<string>;
}

/**
 * Writes a request of the Messages API.
 * Format: https://docs.anthropic.com/en/api/messages
 * @throws GatewayError INVALID_REQUEST naming the field that cannot be mapped
 */
export function writeMessagesRequest(request: CanonicalRequest, target: Target): WrittenMessages {
  const { settings } = request;
  const dropped = new DroppedSettings(settings, target.strict);
  checkSettings(settings, settingRules(settings), dropped);
  dropUnplaced(request, PLACES, dropped);
  const made = modelTraits(target.model);
  const traits = { ...made, structuredOutput: target.structuredOutput ?? made.structuredOutput };
  const drop = dropped.drop.bind(dropped);
  const { system, turns: said } = writeTurns(request.turns, traits, dropped);
  const given = [...request.tools, ...searchTools(settings.own, dropped)];
  const tools = usableTools(given, request.toolChoice, dropped);
  const asked = request.toolChoice;
  const searches = tools.some((tool) => tool.kind === 'provider' && tool.value['name'] === SEARCH_NAME);
  const choice =
    choosesSearch(tools, asked) && !searches ? choiceWithoutSearch(tools, asked, dropped) : asked;
  const nativeOn = (nativeThinking(settings)?.['type'] ?? 'disabled') !== 'disabled';
  const format = answerFormat({
    format: settings.responseFormat,
    tools,
    choice,
    traits,
    thinking: nativeOn,
  });
  const maxTokens = maxTokensOf(settings, target, traits.maxOutputTokens);
  const thinking = thinkingPlan({
    settings,
    traits,
    maxTokens,
    forcedTool: format.how === 'tool' || isForced({ tools, choice }),
    lacksThinking: lacksThinking(said),
    drop,
  });
  const sent = sentThinking({
    asked: thinking.thinking,
    turns: said,
    traits,
    isThinking: isThinkingBlock,
  });
  const { turns } = sent;
  const told = format.how === 'words' ? [...system, { type: 'text', text: format.words }] : system;
  const singleCalls = settings.parallelToolCalls === false;
  const body: Block = {
    model: target.model,
    max_tokens: maxTokens,
    ...(told.length === 0 ? {} : { system: told }),
    messages: turns,
    ...toolFields({ tools, choice, singleCalls, format, turns, traits, dropped }),
    ...stopField(settings, dropped),
    ...samplingFields(settings, traits, thinking.on, drop),
    ...passedFields(settings.own),
    ...containerField(request),
    ...(sent.thinking === undefined ? {} : { thinking: sent.thinking }),
    ...outputConfig(settings.own, thinking, format),
    ...userField(settings, dropped),
    ...serviceTier(settings, dropped),
    ...(target.stream ? { stream: true } : {}),
  };
  const isAdded = (own: JsonObject): boolean =>
    tools.some((tool) => tool.kind === 'provider' && tool.value === own);
  return {
    body,
    dropped: dropped.names,
    betas: [
      ...(holdsFiles(turns) ? ['files-api-2025-04-14'] : []),
      ...(isAdded(CODE_TOOL) ? [CODE_BETA] : []),
      ...(isAdded(FETCH_TOOL) ? [FETCH_BETA] : []),
      ...sent.betas,
    ],
    answerTool: format.how === 'tool' ? format.name : undefined,
    answerFields: format.how === 'tool' ? format.fields : undefined,
    customTools: new Set(tools.flatMap((tool) => (tool.kind === 'custom' ? [tool.name] : []))),
  };
}

/** A budget that the caller gave itself has to fit into a limit that it did not give. */
function maxTokensOf(settings: Settings, target: Target, byName: number | undefined): number {
  if (settings.maxTokens !== undefined) return settings.maxTokens;
  const limit = target.maxOutputTokens ?? byName ?? DEFAULT_MAX_TOKENS;
  const budget = nativeThinking(settings)?.['budget_tokens'] ?? settings.reasoning?.budgetTokens;
  return typeof budget === 'number' && budget >= limit ? budget + DEFAULT_MAX_TOKENS : limit;
}

/**
 * Texts of white space alone are refused ("each stop sequence must contain non-whitespace").
 * Format: https://docs.anthropic.com/en/api/messages (`stop_sequences`)
 */
function stopField({ stop = [] }: Settings, dropped: DroppedSettings): Block {
  const usable = stop.filter((text) => text.trim() !== '');
  if (usable.length < stop.length) dropped.drop('stop');
  return usable.length === 0 ? {} : { stop_sequences: usable };
}

/** Whether tool results answer a turn that should begin with thinking, or that is to be gone on with, and does not. */
function lacksThinking(turns: readonly MessagesTurn[]): boolean {
  if (turns.at(-1)?.role === 'assistant') return !beginsWithThinking(turns.at(-1));
  const last = turns.findLastIndex(({ role }) => role === 'user');
  const answersTools = turns[last]?.content.some(({ type }) => type === 'tool_result') === true;
  return answersTools && !beginsWithThinking(turns[last - 1]);
}

function beginsWithThinking(turn: MessagesTurn | undefined): boolean {
  const first = turn?.content[0];
  return first !== undefined && isThinkingBlock(first);
}

function passedFields(own: JsonObject): Block {
  const fields: Block = {};
  for (const name of passedNames(own)) {
    const value = own[name];
    if (value !== undefined && value !== null) fields[name] = value;
  }
  return fields;
}

/** The container in which an earlier answer's code ran, as long as it lives: its tool calls go on there. */
function containerField({ turns, settings }: CanonicalRequest): Block {
  if (settings.own['container'] !== undefined) return {};
  const last: Turn | undefined = turns.findLast(({ role }) => role === 'assistant');
  const container = last?.details?.[MAKER]?.['container'];
  if (!isObject(container) || typeof container['id'] !== 'string') return {};
  const expiry = container['expires_at'];
  const lives = typeof expiry !== 'string' || !(Date.parse(expiry) <= Date.now());
  return lives ? { container: container['id'] } : {};
}

function outputConfig(own: JsonObject, thinking: ThinkingPlan, format: AnswerFormat): Block {
  const further = Object.entries(own)
    .filter(([name]) => name.startsWith(OUTPUT_CONFIG))
    .map(([name, value]) => [name.slice(OUTPUT_CONFIG.length), value]);
  const config = {
    ...(thinking.effort === undefined ? {} : { effort: thinking.effort }),
    ...(format.how === 'schema' ? { format: { type: 'json_schema', schema: format.schema } } : {}),
    ...(Object.fromEntries(further) as JsonObject),
    ...(isObject(own['output_config']) ? own['output_config'] : {}),
  };
  return Object.keys(config).length === 0 ? {} : { output_config: config };
}

/** The one field of the metadata is the user's id. A mail address is refused as one, and is left out. */
function userField({ metadata = {}, user }: Settings, dropped: DroppedSettings): Block {
  const { user_id: given, ...others } = metadata;
  if (Object.keys(others).length > 0) dropped.drop('metadata');
  const ids = [given, user].filter((value) => typeof value === 'string' && value !== '');
  const id = ids.find((value) => !String(value).includes('@'));
  if (id === undefined && ids.length > 0) dropped.drop(typeof given === 'string' ? 'metadata' : 'user');
  return id === undefined ? {} : { metadata: { user_id: id } };
}

/** `default` is the tier without priority; OpenAI's others have no counterpart. */
function serviceTier({ serviceTier: tier }: Settings, dropped: DroppedSettings): Block {
  if (tier === undefined) return {};
  if (tier === 'auto' || tier === 'standard_only') return { service_tier: tier };
  if (tier === 'default') return { service_tier: 'standard_only' };
  dropped.drop('serviceTier');
  return {};
}

function holdsFiles(turns: readonly MessagesTurn[]): boolean {
  return turns.some(({ content }) =>
    content.some((block) => {
      const inner: unknown = block['content'];
      return holdsFile(block) || (Array.isArray(inner) && inner.filter(isObject).some(holdsFile));
    }),
  );
}
