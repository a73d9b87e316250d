import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { CanonicalRequest, Turn } from '../canonical/canonical-request';
import type { CacheMark, ContentPart } from '../canonical/content-part';
import { neededText, objectList, optionalText } from '../canonical/field-readers';
import { wrongField } from '../../errors/invalid-field';
import { assistantParts } from './assistant-message';
import { withKeptFields } from './provider-fields/kept-fields';
import type { KeptFields } from './provider-fields/kept-fields';
import { answerDetails } from './provider-fields/returned-fields';
import { readContent } from './read-content';
import { readSettings } from './read-settings';
import { readToolChoice, readTools } from './read-tools';

/**
 * Reads a Chat Completions request.
 * Format: https://platform.openai.com/docs/api-reference/chat/create
 * @param kept what of earlier answers is kept for the caller
 * @throws GatewayError INVALID_REQUEST naming the field whose shape is not the API's
 */
export function readChatRequest(body: JsonObject, kept?: KeptFields): CanonicalRequest {
  return {
    turns: objectList(body['messages'], 'messages').map((message, index) =>
      readMessage(message, `messages.${index}`, kept),
    ),
    tools: readTools(body['tools'], 'tools'),
    toolChoice: readToolChoice(body['tool_choice']),
    settings: readSettings(body),
  };
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
