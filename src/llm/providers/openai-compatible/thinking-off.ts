import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { skipBlank } from '../../../json/json-edit';
import { outlineOf } from '../../../body/large-body';
import { allowedIn } from './edited-tools';

const CALLS = Buffer.from('"tool_calls"');
const REASONING = Buffer.from('"reasoning_content"');
const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;

/** Whether a choice demands a call of a tool. */
export function isForced(choice: unknown): boolean {
  if (!isObject(choice)) return choice === 'required';
  return choice['type'] !== 'allowed_tools' || allowedIn(choice).mode === 'required';
}

/**
 * Whether an answer of the conversation calls tools and came back without its reasoning, as clients send it that know OpenAI's
 * fields alone. Counts of such fields decide whether the messages are looked at.
 */
export function lacksReasoning(raw: Buffer, body: JsonObject): boolean {
  const calls = timesIn(raw, CALLS, OPEN_BRACKET);
  if (calls === 0 || timesIn(raw, REASONING, QUOTE) >= calls) return false;
  const outlines = outlineOf(body, 'messages');
  if (!Array.isArray(outlines) || !outlines.some((one) => isObject(one) && one['role'] === 'assistant'))
    return false;
  const messages = body['messages'];
  return Array.isArray(messages) && messages.some((message) => isObject(message) && lacksIts(message));
}

/** Whether a message calls tools and has no field for its reasoning. */
export function lacksIts({ role, tool_calls: calls, reasoning_content: reasoning }: JsonObject): boolean {
  return role === 'assistant' && Array.isArray(calls) && calls.length > 0 && (reasoning ?? null) === null;
}

/** @param first what the values that count begin with */
function timesIn(bytes: Buffer, name: Buffer, first: number): number {
  let times = 0;
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + name.length)) {
    const colon = skipBlank(bytes, at + name.length);
    if (bytes[skipBlank(bytes, colon + 1)] === first) times++;
  }
  return times;
}
