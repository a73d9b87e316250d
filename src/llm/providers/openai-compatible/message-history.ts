import { isObject } from '../../../body/json-object';
import type { JsonObject } from '../../../body/json-object';
import { outlineOf } from '../../../body/large-body';
import type { RequestRules } from './vendor';

/**
 * Whether a request's messages may hold anything that a vendor refuses. Told by the roles, and by a search of the bytes
 * where earlier answers are among them, so that the messages of nearly every request are never read.
 */
export function mayNeedEdits(raw: Buffer, body: JsonObject, rules: RequestRules): boolean {
  const messages = outlineOf(body, 'messages');
  if (!Array.isArray(messages)) return false;
  const holds = (role: string): boolean =>
    messages.some((message: unknown) => isObject(message) && message['role'] === role);
  if (rules.noDeveloperRole && holds('developer')) return true;
  const fields = rules.droppedFromMessages ?? [];
  return holds('assistant') && fields.some((field) => raw.includes(`"${field}"`));
}

/** The messages as a vendor takes them; undefined when there is nothing to change. */
export function editedMessages(messages: unknown, rules: RequestRules): readonly unknown[] | undefined {
  if (!Array.isArray(messages)) return undefined;
  const edited = messages.map((message: unknown) =>
    isObject(message) ? editMessage(message, rules) : message,
  );
  return edited.some((message, index) => message !== messages[index]) ? edited : undefined;
}

function editMessage(message: JsonObject, rules: RequestRules): JsonObject {
  let edited = without(message, rules.droppedFromMessages);
  const calls = edited['tool_calls'];
  if (Array.isArray(calls)) {
    const kept = calls.map((call: unknown) =>
      isObject(call) ? without(call, rules.droppedFromMessages) : call,
    );
    if (kept.some((call, index) => call !== calls[index])) edited = { ...edited, tool_calls: kept };
  }
  return rules.noDeveloperRole && edited['role'] === 'developer' ? { ...edited, role: 'system' } : edited;
}

function without(object: JsonObject, fields: readonly string[] = []): JsonObject {
  if (!fields.some((field) => Object.hasOwn(object, field))) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => !fields.includes(key)));
}
