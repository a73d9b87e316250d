import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { objectsIn } from '../../json/objects-in';
import { markedByBreakpoints } from '../canonical/cache-breakpoint';
import type { CanonicalRequest, Turn } from '../canonical/canonical-request';
import type { CacheMark, ContentPart } from '../canonical/content-part';
import { neededText, objectList, optionalText } from '../canonical/field-readers';
import { UNSAID } from '../canonical/settings';
import type { Settings } from '../canonical/settings';
import { wrongField } from '../../errors/invalid-field';
import { assistantParts } from './assistant-message';
import { functionsAsTools } from './legacy-functions';
import { withKeptFields } from './provider-fields/kept-fields';
import type { KeptFields } from './provider-fields/kept-fields';
import { answerDetails } from './provider-fields/returned-fields';
import { readContent } from './read-content';
import { readSettings } from './read-settings';
import { readToolChoice, readTools } from './read-tools';
import { checkToolResults } from './tool-results';

/**
 * Reads a Chat Completions request.
 * Format: https://platform.openai.com/docs/api-reference/chat/create
 * @param kept what of earlier answers is kept for the caller
 * @throws GatewayError INVALID_REQUEST naming the field whose shape is not the API's
 */
export function readChatRequest(given: JsonObject, kept?: KeptFields): CanonicalRequest {
  const body = functionsAsTools(given);
  const messages = objectList(body['messages'], 'messages');
  const turns = messages.map((message, index) => readMessage(message, `messages.${index}`, kept));
  checkToolResults(messages);
  return {
    turns: markedByBreakpoints(turns, body['prompt_cache_options']),
    tools: readTools(body['tools'], 'tools'),
    toolChoice: readToolChoice(body['tool_choice']),
    settings: withUnread(withImplied(readSettings(body), given), body['messages']),
  };
}

/** That there is one call at the most is in the nature of `functions`, and nothing that the caller has said. */
function withImplied(settings: Settings, { parallel_tool_calls: said }: JsonObject): Settings {
  if (settings.parallelToolCalls === undefined || (said ?? null) !== null) return settings;
  return { ...settings, names: { ...settings.names, parallelToolCalls: UNSAID } };
}

/** Fields of messages that are read, or that are part of an answer which comes back. */
const READ: ReadonlySet<string> = new Set([
  ...['role', 'content', 'name', 'refusal', 'tool_calls', 'tool_call_id', 'is_error', 'cache_control'],
  ...['reasoning', 'reasoning_content', 'reasoning_details', 'thinking_blocks', 'provider_fields', 'images'],
  ...['annotations', 'audio', 'extra_content', 'function_call', 'id', 'index', 'type', 'prefix', 'partial'],
]);

/** Further fields of messages are the caller's own, each named once. */
function withUnread(settings: Settings, messages: unknown): Settings {
  const unread: Record<string, unknown> = {};
  for (const message of objectsIn(messages)) {
    for (const [name, value] of Object.entries(message)) {
      if (!READ.has(name) && value !== null) unread[`messages.${name}`] = value;
    }
  }
  return Object.keys(unread).length === 0 ? settings : { ...settings, own: { ...settings.own, ...unread } };
}

function readMessage(message: JsonObject, at: string, kept: KeptFields | undefined): Turn {
  const common = { at, cache: cacheMark(message), name: optionalText(message['name'], `${at}.name`) };
  switch (message['role']) {
    case 'system':
    case 'developer':
      return {
        role: 'instructions',
        parts: textOnly(readContent(message['content'], `${at}.content`)),
        ...common,
      };
    case 'user':
      return { role: 'user', parts: readContent(message['content'], `${at}.content`), ...common };
    case 'assistant': {
      const answered = withKeptFields(message, kept);
      return {
        role: 'assistant',
        parts: assistantParts(answered, at),
        details: answerDetails(answered['provider_fields']),
        ...common,
      };
    }
    case 'tool':
      return { role: 'user', parts: [toolResult(message, at)], at };
    default:
      throw wrongField(`${at}.role`, 'must be system, developer, user, assistant or tool');
  }
}

function toolResult(message: JsonObject, at: string): ContentPart {
  return {
    kind: 'tool_result',
    callId: neededText(message['tool_call_id'], `${at}.tool_call_id`),
    name: optionalText(message['name'], `${at}.name`),
    parts: readContent(message['content'], `${at}.content`),
    isError: message['is_error'] === true,
    cache: cacheMark(message),
    at,
  };
}

function cacheMark(message: JsonObject): CacheMark | undefined {
  const mark = message['cache_control'];
  return isObject(mark) ? mark : undefined;
}

function textOnly(parts: readonly ContentPart[]): readonly ContentPart[] {
  for (const part of parts) {
    if (part.kind !== 'text') throw wrongField(`${part.at}.type`, 'must be text in a message of this role');
  }
  return parts;
}
