import { isObject } from '../../body/json-object';
import type { JsonObject } from '../../body/json-object';
import { readChatRequest } from '../canonical/chat-request';
import type { ChatRequest } from '../canonical/chat-request';
import { checkParameters } from '../canonical/parameters';
import type { LlmCall } from '../llm-adapter';
import { answerFormat, isForced } from './answer-format';
import type { AnswerFormat } from './answer-format';
import { answerFields } from './assistant-turn';
import type { Block, Turn } from './blocks';
import { conversation } from './conversation';
import { modelTraits } from './model-traits';
import { PARAMETERS, PASSED, refuseDropped } from './parameter-rules';
import { samplingFields } from './sampling';
import { nativeThinking, thinkingPlan } from './thinking';
import type { ThinkingPlan } from './thinking';
import { divideTools, toolFields } from './tools';
import { holdsFile } from './user-content';

/** `max_tokens`, which is demanded, where neither the caller nor the catalogue nor the model's name says one. */
const DEFAULT_MAX_TOKENS = 4_096;

/** A request of the Messages API, and what is to be known when its answer is read. */
export interface MessagesRequest {
  readonly body: JsonObject;
  /** Beta features that the body makes use of, for `anthropic-beta`. */
  readonly betas: readonly string[];
  /** The tool whose arguments are the answer's content, where the form of the answer is kept by one. */
  readonly answerTool: string | undefined;
}

/**
 * Maps an OpenAI chat request to the Messages API.
 * Format: https://docs.anthropic.com/en/api/messages
 * @param strict whether parameters that would be dropped are refused (`LLM_PROXY__STRICT_PARAMS`)
 * @throws GatewayError INVALID_REQUEST naming the field that cannot be mapped
 */
export function messagesRequest(call: LlmCall, stream: boolean, strict: boolean): MessagesRequest {
  checkParameters(call.body, PARAMETERS, strict);
  const { functions, own } = divideTools(call.body);
  const request = readChatRequest(functions);
  const traits = modelTraits(call.model);
  const drop = refuseDropped(strict);
  const nativeOn = (nativeThinking(call.body)?.['type'] ?? 'disabled') !== 'disabled';
  const format = answerFormat(request, traits, nativeOn);
  const { system, turns } = conversation(request);
  const maxTokens = maxTokensOf(request, call, traits.maxOutputTokens);
  const thinking = thinkingPlan({
    body: call.body,
    traits,
    maxTokens,
    forcedTool: format.how === 'tool' || isForced(request),
    turns,
    drop,
  });
  const told = format.how === 'words' ? [...system, { type: 'text', text: format.words }] : system;
  const body: Block = {
    model: call.model,
    max_tokens: maxTokens,
    ...(told.length === 0 ? {} : { system: told }),
    messages: turns,
    ...toolFields(request, own, format, turns, traits),
    ...(request.stop.length === 0 ? {} : { stop_sequences: request.stop }),
    ...samplingFields(call.body, traits, thinking.on, drop),
    ...passedFields(call.body),
    ...containerField(request),
    ...(thinking.thinking === undefined ? {} : { thinking: thinking.thinking }),
    ...outputConfig(call.body, thinking, format),
    ...userField(call.body),
    ...serviceTier(call.body, drop),
    ...(stream ? { stream: true } : {}),
  };
  const answerTool = format.how === 'tool' ? format.name : undefined;
  return { body, betas: holdsFiles(turns) ? ['files-api-2025-04-14'] : [], answerTool };
}

/** A budget that the caller gave itself has to fit into a limit that it did not give. */
function maxTokensOf(request: ChatRequest, call: LlmCall, byName: number | undefined): number {
  if (request.maxTokens !== undefined) return request.maxTokens;
  const limit = call.maxOutputTokens ?? byName ?? DEFAULT_MAX_TOKENS;
  const budget = nativeThinking(call.body)?.['budget_tokens'];
  return typeof budget === 'number' && budget >= limit ? budget + DEFAULT_MAX_TOKENS : limit;
}

function passedFields(body: JsonObject): Block {
  const fields: Block = {};
  for (const name of PASSED) {
    const value = body[name];
    if (value !== undefined && value !== null) fields[name] = value;
  }
  return fields;
}

/** The container in which an earlier answer's code ran, as long as it lives: its tool calls go on there. */
function containerField(request: ChatRequest): Block {
  if (request.body['container'] !== undefined) return {};
  const last = request.messages.findLast(({ role }) => role === 'assistant');
  const container = last?.role === 'assistant' ? answerFields(last.providerFields)?.['container'] : undefined;
  if (!isObject(container) || typeof container['id'] !== 'string') return {};
  const expiry = container['expires_at'];
  const lives = typeof expiry !== 'string' || !(Date.parse(expiry) <= Date.now());
  return lives ? { container: container['id'] } : {};
}

function outputConfig(body: JsonObject, thinking: ThinkingPlan, format: AnswerFormat): Block {
  const own = isObject(body['output_config']) ? body['output_config'] : {};
  const config = {
    ...(thinking.effort === undefined ? {} : { effort: thinking.effort }),
    ...(format.how === 'schema' ? { format: { type: 'json_schema', schema: format.schema } } : {}),
    ...own,
  };
  return Object.keys(config).length === 0 ? {} : { output_config: config };
}

/** A mail address is refused as a user's id, and is left out. */
function userField(body: JsonObject): Block {
  const metadata = body['metadata'];
  const given = [
    isObject(metadata) ? metadata['user_id'] : undefined,
    body['user'],
    body['safety_identifier'],
  ];
  const id = given.find((value) => typeof value === 'string' && value !== '' && !value.includes('@'));
  return id === undefined ? {} : { metadata: { user_id: id } };
}

/** OpenAI's `default` is the tier without priority; its others have no counterpart. */
function serviceTier(body: JsonObject, drop: (param: string) => void): Block {
  const tier = body['service_tier'];
  if (tier === undefined || tier === null) return {};
  if (tier === 'auto' || tier === 'standard_only') return { service_tier: tier };
  if (tier === 'default') return { service_tier: 'standard_only' };
  drop('service_tier');
  return {};
}

function holdsFiles(turns: readonly Turn[]): boolean {
  return turns.some(({ content }) =>
    content.some((block) => {
      const inner: unknown = block['content'];
      return holdsFile(block) || (Array.isArray(inner) && inner.filter(isObject).some(holdsFile));
    }),
  );
}
