import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { markedInstruction } from '../../../wire/canonical/marked-instructions';

/** What the assistant says between a tool's result and the user's next turn. */
const TAKEN_NOTE_OF: JsonObject = { role: 'assistant', content: 'OK.' };

/**
 * Whether messages are in an order that Mistral refuses ("Unexpected role 'user' after role 'tool'"), or one of them is an
 * answer that says nothing ("Assistant message must have either content or tool_calls").
 * Source: https://github.com/mistralai/mistral-common (`validator.py`, `_validate_message_order`)
 */
export function breaksRoleOrder(messages: readonly unknown[]): boolean {
  let last: unknown;
  return messages.some((message) => {
    const role = roleOf(message);
    const breaks = isRefused(role, last) || saysNothing(message);
    last = role;
    return breaks;
  });
}

/**
 * The messages in an order that Mistral takes, each in its place: an instruction amid the conversation is what the user says,
 * marked as what it is, and the assistant says a word between a tool's result and that.
 */
export function inRoleOrder(messages: readonly unknown[]): readonly unknown[] {
  const ordered: unknown[] = [];
  for (const given of messages) {
    if (saysNothing(given)) continue;
    const last = roleOf(ordered.at(-1));
    if (!isRefused(roleOf(given), last)) {
      ordered.push(given);
      continue;
    }
    if (last === 'tool') ordered.push(TAKEN_NOTE_OF);
    ordered.push(roleOf(given) === 'system' && isObject(given) ? asUser(given) : given);
  }
  return ordered;
}

function isRefused(role: unknown, before: unknown): boolean {
  return role === 'system'
    ? before === 'tool' || before === 'assistant'
    : role === 'user' && before === 'tool';
}

/** An answer without anything in it. Of a large body the content is not known here. */
function saysNothing(message: unknown): boolean {
  if (!isObject(message) || message['role'] !== 'assistant' || !Object.hasOwn(message, 'content'))
    return false;
  const { content, tool_calls: calls } = message;
  const isEmpty = (content ?? '') === '' || (Array.isArray(content) && content.length === 0);
  return isEmpty && !(Array.isArray(calls) && calls.length > 0);
}

/** Vendors that hold messages to an order have no role `developer`: it is `system` there. */
export function roleOf(message: unknown): unknown {
  const role = isObject(message) ? message['role'] : undefined;
  return role === 'developer' ? 'system' : role;
}

/** An instruction as what the user says, marked as what it is. */
export function asUser(message: JsonObject): JsonObject {
  const { content } = message;
  const marked = (text: unknown): unknown => (typeof text === 'string' ? markedInstruction(text) : text);
  return {
    ...message,
    role: 'user',
    content: Array.isArray(content)
      ? content.map((part: unknown) => (isObject(part) ? { ...part, text: marked(part['text']) } : part))
      : marked(content),
  };
}
