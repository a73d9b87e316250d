import { listIn } from '../../json/list-in';
import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';

/** The beginning of an answer that another one is to go on with. */
export interface AnswerBegun {
  /** What was said so far. */
  readonly text: string;
  /** Asks for the rest in words; undefined where the target goes on with an assistant's turn by itself. */
  readonly instruction: string | undefined;
  /** Tokens of what was said: the limit of the answer is less by so many. */
  readonly tokens: number;
}

/** The limits of an answer among these fields, less by what was said of it already. */
export function limitsLeft(body: JsonObject, fields: readonly string[], { tokens }: AnswerBegun): JsonObject {
  const left: Record<string, number> = {};
  for (const field of fields) {
    const limit = body[field];
    if (typeof limit === 'number') left[field] = Math.max(1, limit - tokens);
  }
  return left;
}

/** The elements of a list of turns, as they were; of one object, as Google takes it, that one; none of anything else. */
export function turnsIn(value: unknown): readonly unknown[] {
  if (isObject(value)) return [value];
  return listIn(value);
}

/** An object's field where that is an object too. */
export function objectIn(object: JsonObject, field: string): JsonObject | undefined {
  const value = object[field];
  return isObject(value) ? value : undefined;
}

/**
 * Turns with what was said so far at their end. Where the last one is the beginning of an answer that the caller gave itself, that
 * goes on in it: several providers take no two turns of one side.
 * @param turn the assistant's, as its wire has it
 * @param field which field of it has the text: a text, or parts with texts
 */
export function withBegun(
  turns: readonly unknown[],
  turn: JsonObject,
  field: string,
  text: string,
): unknown[] {
  const last = turns.at(-1);
  if (!isObject(last) || last['role'] !== turn['role'] || listIn(last['tool_calls']).length > 0)
    return [...turns, turn];
  const joined = textWith(last[field], text);
  return joined === undefined ? [...turns, turn] : [...turns.slice(0, -1), { ...last, [field]: joined }];
}

/** A text, or the last one of several parts, with more behind it; undefined where it does not end with a text. */
function textWith(content: unknown, more: string): unknown {
  if (typeof content === 'string') return content + more;
  const parts = listIn(content);
  const last = parts.at(-1);
  if (!isObject(last) || typeof last['text'] !== 'string' || last['thought'] === true) return undefined;
  return [...parts.slice(0, -1), { ...last, text: last['text'] + more }];
}
