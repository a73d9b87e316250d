import { wrongField } from '../../errors/invalid-field';
import { isObject } from '../../json/json-object';

/**
 * Holds that each result of a tool belongs to a call of an earlier message: what most providers refuse otherwise.
 * Source: https://platform.openai.com/docs/guides/function-calling, and the API's own 400
 * @throws GatewayError INVALID_REQUEST naming the result's `tool_call_id`
 */
export function checkToolResults(messages: readonly unknown[]): void {
  const called = new Set<unknown>();
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index];
    if (!isObject(message)) continue;
    const { role, tool_calls: calls } = message;
    if (Array.isArray(calls)) for (const call of calls) if (isObject(call)) called.add(call['id']);
    if (role === 'tool' && !called.has(message['tool_call_id'])) throw withoutCall(index);
  }
}

/**
 * The same, of messages of which the roles alone are known: that an assistant has said something before.
 * @throws GatewayError as {@link checkToolResults}
 */
export function checkResultRoles(messages: readonly unknown[]): void {
  const is = (role: string) => (message: unknown) => isObject(message) && message['role'] === role;
  const first = messages.findIndex(is('tool'));
  if (first >= 0 && !messages.slice(0, first).some(is('assistant'))) throw withoutCall(first);
}

function withoutCall(index: number): Error {
  return wrongField(`messages.${index}.tool_call_id`, 'names no tool call of an earlier message');
}
