import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { listIn } from '../../../json/list-in';
import { objectsIn } from '../../../json/objects-in';
import { skipBlank } from '../../../json/json-edit';
import { outlineOf } from '../../../body/large-body';
import { allowedIn, declares } from './edited-tools';
import type { WantedReasoning } from './vendor';

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
 * Whether an answer of the conversation came back without its reasoning, as clients send it that know OpenAI's fields alone. Counts of
 * such fields decide whether the messages are looked at.
 */
export function lacksReasoning(raw: Buffer, body: JsonObject, wanted: WantedReasoning): boolean {
  const everyAnswer = wanted === 'tools' && declares(body, 'tools');
  const calls = everyAnswer ? Infinity : timesIn(raw, CALLS, OPEN_BRACKET);
  if (calls === 0) return false;
  const answers = objectsIn(outlineOf(body, 'messages')).filter(isAnswer);
  if (timesIn(raw, REASONING, QUOTE) >= Math.min(calls, answers.length)) return false;
  return objectsIn(body['messages'])
    .filter((message) => isAnswer(message) && (everyAnswer || callsTools(message)))
    .some((message) => lacksIts(message, wanted));
}

/** Whether an answer has no field for its reasoning; where that of calls is wanted, an empty field does not count. */
export function lacksIts({ reasoning_content: reasoning }: JsonObject, wanted: WantedReasoning): boolean {
  return (reasoning ?? null) === null || (wanted === 'calls' && reasoning === '');
}

function isAnswer({ role }: JsonObject): boolean {
  return role === 'assistant';
}

/** Whether a message calls tools. */
export function callsTools({ tool_calls: calls }: JsonObject): boolean {
  return listIn(calls).length > 0;
}

/** @param first what the values that count begin with; an empty text does not count */
function timesIn(bytes: Buffer, name: Buffer, first: number): number {
  let times = 0;
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + name.length)) {
    const colon = skipBlank(bytes, at + name.length);
    const value = skipBlank(bytes, colon + 1);
    if (bytes[value] === first && !(first === QUOTE && bytes[value + 1] === QUOTE)) times++;
  }
  return times;
}
