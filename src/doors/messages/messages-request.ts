import { invalid } from '../../errors/invalid-field';
import { refuseUpstreamChoice } from '../../body/upstream-choice';
import { requireObject } from '../../body/validate-body';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import { continuesThread } from '../../wire/anthropic-messages/message-thread';

/** What the door has to know of a request. */
export interface MessagesRequest {
  readonly body: JsonObject;
  /** Undefined where the request names none. */
  readonly model: string | undefined;
  readonly stream: boolean;
}

const ROLES: ReadonlySet<unknown> = new Set(['user', 'assistant', 'system']);

/**
 * Checks a request of the Messages API as far as every provider would refuse it; fields that are not known, and values that
 * are, are the provider's to judge. A 400 makes some clients ask again, each time with one feature less.
 * Format: https://docs.anthropic.com/en/api/messages
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function validateMessagesRequest(given: unknown): MessagesRequest {
  const request = validateCountRequest(given);
  const { max_tokens: most, stream } = request.body;
  if (most === undefined || most === null) throw invalid('max_tokens', 'max_tokens: Field required');
  if (typeof most !== 'number' || !Number.isInteger(most) || most < 0) {
    throw invalid('max_tokens', 'max_tokens: Input should be a whole number of tokens');
  }
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    throw invalid('stream', 'stream: Input should be true or false');
  }
  return request;
}

/**
 * Checks a request whose tokens are counted: the same without `max_tokens`.
 * Format: https://docs.anthropic.com/en/api/messages-count-tokens
 * @throws GatewayError INVALID_REQUEST with `param` naming the field
 */
export function validateCountRequest(given: unknown): MessagesRequest {
  const body = requireObject(given);
  refuseUpstreamChoice(body);
  const { model, messages, stream } = body;
  if (model !== undefined && typeof model !== 'string')
    throw invalid('model', 'model: Input should be a text');
  if (!Array.isArray(messages)) throw invalid('messages', 'messages: Input should be a list of messages');
  const isContinued = continuesThread(body);
  if (messages.length === 0 && !isContinued)
    throw invalid('messages', 'messages: at least one message is required');
  checkMessages(messages, isContinued);
  return { body, model: model === '' ? undefined : model, stream: stream === true };
}

/** @param isContinued whether there were messages before these, which may have called tools */
function checkMessages(messages: readonly unknown[], isContinued: boolean): void {
  const called = isContinued ? undefined : new Set<unknown>();
  for (const [index, message] of messages.entries()) {
    const at = `messages.${index}`;
    if (!isObject(message)) throw invalid(at, `${at}: Input should be an object`);
    const { role, content } = message;
    if (!ROLES.has(role)) {
      throw invalid(`${at}.role`, `${at}.role: Input should be 'user', 'assistant' or 'system'`);
    }
    if (typeof content === 'string') continue;
    // It changes the effort of its turn alone.
    if (role === 'system' && content === undefined && isObject(message['output_config'])) continue;
    if (!Array.isArray(content)) {
      throw invalid(`${at}.content`, `${at}.content: Input should be a text or a list of blocks`);
    }
    for (const [place, block] of content.entries()) checkBlock(block, `${at}.content.${place}`, called);
  }
}

/** @param called ids of the tools that were called so far; undefined where nobody here knows them */
function checkBlock(block: unknown, at: string, called: Set<unknown> | undefined): void {
  if (!isObject(block)) throw invalid(at, `${at}: Input should be an object`);
  if (typeof block['type'] !== 'string') throw invalid(`${at}.type`, `${at}.type: Field required`);
  if (called === undefined) return;
  if (block['type'] === 'tool_use') called.add(block['id']);
  if (block['type'] !== 'tool_result' || called.has(block['tool_use_id'])) return;
  throw invalid(
    `${at}.tool_use_id`,
    `${at}.tool_use_id: no tool_use block before it has this id; a tool_result needs its tool_use.`,
  );
}
