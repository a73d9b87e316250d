import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../json/json-object';

/** What OpenAI's answers are called: https://platform.openai.com/docs/api-reference/chat/object */
export type AnswerObject = 'chat.completion' | 'chat.completion.chunk';

/**
 * The fields that OpenAI's answers and all their chunks begin with. Some upstreams leave one of them out or empty (OpenVINO and Google the
 * id, gateways all of them in a chunk of their own), and clients in typed languages throw such an answer away. An answer that does not
 * say what it is at all stays as it is.
 * Format: https://platform.openai.com/docs/api-reference/chat/streaming
 */
export class AnswerHead {
  readonly #made: JsonObject;
  readonly #object: AnswerObject | undefined;

  /** @param first the answer, or the first of its chunks @param model what it is called where it does not say so */
  constructor(first: JsonObject, object: AnswerObject, model: string) {
    const { id, created, model: told } = first;
    this.#object = isText(first['object']) ? object : undefined;
    this.#made = {
      id: isText(id) ? id : `chatcmpl-${randomUUID().replaceAll('-', '')}`,
      created: isTime(created) ? Math.floor(created) : Math.floor(Date.now() / 1000),
      model: isText(told) ? told : model,
    };
  }

  /** The fields that an answer or a chunk lacks; undefined where it has them all. */
  lackedBy(answer: JsonObject): JsonObject | undefined {
    const object = this.#object;
    if (object === undefined || hasHead(answer, object)) return undefined;
    const { id, created, model } = answer;
    return {
      ...(isText(id) ? {} : { id: this.#made['id'] }),
      ...(answer['object'] === object ? {} : { object }),
      ...(isWholeTime(created) ? {} : { created: this.#made['created'] }),
      ...(isText(model) ? {} : { model: this.#made['model'] }),
    };
  }
}

/** Whether an answer or a chunk begins as OpenAI's do. */
export function hasHead(answer: JsonObject, object: AnswerObject): boolean {
  const { id, created, model } = answer;
  return answer['object'] === object && isText(id) && isText(model) && isWholeTime(created);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isWholeTime(value: unknown): boolean {
  return isTime(value) && Number.isInteger(value);
}
