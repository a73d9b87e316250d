import { isObject } from '../../../json/json-object';
import { parseExactObject } from '../../../json/exact-json';
import { editJson, skipBlank, valueBytes, valueEnd } from '../../../json/json-edit';
import { AnswerHead } from './answer-head';
import type { LlmCall } from '../../llm-adapter';
import { AnswerRepair } from './answer-repair';
import { earlierCallIds } from './earlier-calls';
import { findKey } from './json-keys';
import { usageOf } from './usage';

/** In the names of both ways to call: most answers are looked through for this alone. */
const ANY_CALL = Buffer.from('_call');
const TOOL_CALLS = Buffer.from('"tool_calls"');
const CALLS_KEY = TOOL_CALLS.subarray(1);
const FUNCTION_CALL = Buffer.from('"function_call"');
const REASONS = [Buffer.from(':"tool_calls"'), Buffer.from(': "tool_calls"')];
const USAGE = Buffer.from('"usage"');
const CONTENT = Buffer.from('"content"');
/** A message that is `null` is not one. */
const MESSAGES = [Buffer.from('"message":{'), Buffer.from('"message": {')];
const EMPTY_ROLES = [Buffer.from('"role":""'), Buffer.from('"role": ""')];
/** What an answer has besides its choices. */
const OBJECT = Buffer.from('"object"');
const HEAD = ['id', 'created', 'model'].map((name) => Buffer.from(`"${name}"`));
const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const COLON = 0x3a;

/**
 * A whole answer in the standard's form, where it is off it; the same buffer where it is not. Searches decide whether it is
 * parsed at all.
 * @param body a JSON object with `choices`
 * @param hasReason whether a search has found why it ended
 * @param call whose model it is called by where it does not say so
 * @param customTools names of the custom tools that went as functions
 */
export function repairedAnswer(
  body: Buffer,
  hasReason: boolean,
  { model, body: asked }: Pick<LlmCall, 'model' | 'body'>,
  customTools?: ReadonlySet<string>,
): Buffer {
  const mayCall =
    body.includes(ANY_CALL) && (callsTools(body) || body.includes(FUNCTION_CALL) || saysThatItCalls(body));
  const isWhole = hasReason && hasUsageBeside(body) && !hasParts(body) && hasMessage(body);
  if (!mayCall && isWhole && mayHaveHead(body) && !hasEmptyRole(body)) return body;
  const answer = parseExactObject(body.toString('utf8'));
  const choices = answer?.['choices'];
  if (answer === undefined || !Array.isArray(choices)) return body;
  const edits: Record<string, unknown> = {
    ...new AnswerHead(answer, 'chat.completion', model).lackedBy(answer),
  };
  const repaired = new AnswerRepair(() => earlierCallIds(asked), customTools).whole(choices);
  if (repaired !== choices) edits['choices'] = repaired;
  const usage = usageOf(answer);
  if (!isObject(answer['usage']) && usage !== undefined) edits['usage'] = usage;
  return Object.keys(edits).length === 0 ? body : editJson(body, answer, edits);
}

/** Whether a message holds a list of calls. */
export function callsTools(body: Buffer): boolean {
  // Inside a string its quotes are escaped.
  if (!body.includes(TOOL_CALLS)) return false;
  const calls = findKey(body, 0, body.length, CALLS_KEY);
  return calls !== undefined && body[calls.valueStart] === OPEN_BRACKET;
}

/** Whether an object is the message of a choice; written in another way it is found by parsing. */
function hasMessage(body: Buffer): boolean {
  return MESSAGES.some((message) => body.includes(message));
}

/** Whether an answer that says what it is has all that answers begin with, as far as searches tell. */
function mayHaveHead(body: Buffer): boolean {
  if (!body.includes(OBJECT)) return true;
  return HEAD.every((key) => {
    const at = body.indexOf(key);
    if (at < 0) return false;
    const value = skipBlank(body, skipBlank(body, at + key.length) + 1);
    return body[value] !== QUOTE || body[value + 1] !== QUOTE;
  });
}

function hasEmptyRole(body: Buffer): boolean {
  return EMPTY_ROLES.some((role) => body.includes(role));
}

/** Whether `tool_calls` is a reason, with which a message without any may be finished. */
function saysThatItCalls(body: Buffer): boolean {
  return REASONS.some((reason) => body.includes(reason));
}

/** Whether the first content is a list, and no text. */
function hasParts(body: Buffer): boolean {
  const key = body.indexOf(CONTENT);
  if (key < 0) return false;
  const colon = skipBlank(body, key + CONTENT.length);
  return body[colon] === COLON && body[skipBlank(body, colon + 1)] === OPEN_BRACKET;
}

/** Whether the usage belongs to the answer, and not to one of its choices; true where it is missing. */
function hasUsageBeside(body: Buffer): boolean {
  const key = body.lastIndexOf(USAGE);
  if (key < 0) return true;
  const colon = skipBlank(body, key + USAGE.length);
  if (body[colon] !== COLON) return true;
  const end = skipBlank(body, valueEnd(body, skipBlank(body, colon + 1)));
  const isLast = body[end] === CLOSE_BRACE && skipBlank(body, end + 1) >= body.length;
  return isLast || valueBytes(body, 'usage') !== undefined;
}
