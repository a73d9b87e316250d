import { editJson } from '../../../json/json-edit';
import { parseExactObject } from '../../../json/exact-json';
import { isObject } from '../../../json/json-object';
import type { JsonObject } from '../../../json/json-object';
import { objectsIn } from '../../../json/objects-in';
import type { AnswerFacts } from '../../llm-adapter';
import { chatUsage } from '../../../wire/openai-chat/usage';
import { parseObject } from './response';

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const DATA_START = 'data: '.length;
const DATA_END = '\n\n'.length;

/** The data of a canonical frame. */
export function dataOf(frame: Buffer): Buffer {
  return frame.subarray(DATA_START, frame.length - DATA_END);
}

/** A canonical frame with this data. */
export function frameOf(data: Buffer): Buffer {
  return Buffer.concat([Buffer.from('data: '), data, Buffer.from('\n\n')]);
}

/** Whether a frame's data begins and ends as a JSON object. */
export function looksLikeObject(frame: Buffer): boolean {
  return frame[DATA_START] === OPEN_BRACE && frame[frame.length - DATA_END - 1] === CLOSE_BRACE;
}

/** A frame's data as an object; undefined when it is not one. */
export function parseFrame(frame: Buffer): Record<string, unknown> | undefined {
  const data = dataOf(frame);
  try {
    // What is repaired is written again, with the same numbers.
    return parseExactObject(data.toString('utf8'));
  } catch {
    return parseObject(data);
  }
}

/** The choices of a chunk; an empty list where it has no choices. */
export function choicesOf(chunk: JsonObject): readonly Record<string, unknown>[] {
  const choices = chunk['choices'];
  return objectsIn(choices);
}

/** Whether a choice says nothing, as the one in LiteLLM's usage chunk does. */
export function isEmptyChoice(choice: JsonObject): boolean {
  const delta = choice['delta'];
  const reason = choice['finish_reason'];
  if (typeof reason === 'string' && reason !== '') return false;
  return (
    !isObject(delta) ||
    Object.values(delta).every((value) => value === null || value === undefined || value === '')
  );
}

/** The frame with its usage set to null: the caller gets it once, in a chunk of its own. */
export function withoutUsage(frame: Buffer, chunk: JsonObject): Buffer {
  return frameOf(editJson(dataOf(frame), chunk, { usage: null }));
}

/** A copy of the frame, its usage in the place where callers look for it. */
export function withUsage(frame: Buffer, chunk: JsonObject, usage: unknown): Buffer {
  return chunk['usage'] === usage ? Buffer.from(frame) : frameOf(editJson(dataOf(frame), chunk, { usage }));
}

/** The chunk that says why an answer ended, for an upstream that did not. */
export function finishFrame(first: JsonObject, facts: AnswerFacts, model: string): Buffer {
  const choice = { index: 0, delta: {}, finish_reason: facts.finishReason };
  return frameOf(Buffer.from(JSON.stringify({ ...headOf(first, facts, model), choices: [choice] })));
}

/** The usage chunk for an upstream that sent none of its own, or sent it beside content. */
export function usageFrame(first: JsonObject | undefined, facts: AnswerFacts, model: string): Buffer {
  const chunk = {
    ...headOf(first, facts, model),
    choices: [],
    usage: facts.usage === undefined ? null : chatUsage(facts.usage),
  };
  return frameOf(Buffer.from(JSON.stringify(chunk)));
}

/** What every chunk of an answer has. */
function headOf(first: JsonObject | undefined, facts: AnswerFacts, model: string): JsonObject {
  return {
    id: first?.['id'] ?? 'chatcmpl-unknown',
    object: 'chat.completion.chunk',
    created: first?.['created'] ?? 0,
    model: facts.model ?? model,
  };
}
