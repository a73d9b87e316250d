import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { BEGUN_BY_ASSISTANT } from '../../../wire/canonical/going-on';
import { asUser, roleOf } from './role-order';

/** What the user says in front of an answer that begins a conversation. */
const BEGINNING: JsonObject = { role: 'user', content: BEGUN_BY_ASSISTANT };

/**
 * Whether messages are in an order that Perplexity refuses ("After the (optional) system message(s), user or tool message(s) should
 * alternate with assistant message(s).").
 * Source: https://docs.perplexity.ai/guides/chat-completions-guide, https://github.com/perplexityai/api-discussion/issues/265
 */
export function breaksAlternation(messages: readonly unknown[]): boolean {
  let last: unknown = 'system';
  return messages.some((message) => {
    const role = roleOf(message);
    const breaks = isRefused(message, last);
    last = role;
    return breaks;
  });
}

/**
 * The messages in an order that alternates, each in its place: neighbours of one role are one message, and an instruction amid the
 * conversation is what the user says, marked as what it is.
 */
export function alternating(messages: readonly unknown[]): readonly unknown[] {
  const ordered: unknown[] = [];
  for (const given of messages) {
    const before = roleOf(ordered.at(-1)) ?? 'system';
    const isAmid = roleOf(given) === 'system' && before !== 'system';
    const message = isAmid && isObject(given) ? asUser(given) : given;
    if (!isRefused(message, before)) ordered.push(message);
    else if (roleOf(message) !== before) ordered.push(BEGINNING, message);
    else ordered.push(joined(ordered.pop(), message));
  }
  return ordered;
}

/** @param before the role of the message in front of it */
function isRefused(message: unknown, before: unknown): boolean {
  const role = roleOf(message);
  if (role === 'system') return before !== 'system';
  if (role === 'assistant')
    return before === 'assistant' || (before === 'system' && isObject(message) && !message['tool_calls']);
  return role === 'user' && before === 'user';
}

/** Two messages of one role as one that says both. */
function joined(one: unknown, other: unknown): unknown {
  if (!isObject(one) || !isObject(other)) return other;
  const { content: first } = one;
  const { content: second } = other;
  const isText = typeof first === 'string' && typeof second === 'string';
  const content = isText ? `${first}\n\n${second}` : [...partsOf(first), ...partsOf(second)];
  return { ...one, ...other, content };
}

function partsOf(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  return typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : [];
}
