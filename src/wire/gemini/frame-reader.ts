import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { AnswerBegun } from '../canonical/answer-begun';
import { limitsLeft, objectIn, turnsIn, withBegun } from '../canonical/answer-begun';
import type { AnswerEvents } from '../canonical/answer-events';
import { objectsOf } from '../canonical/frame-reader';
import type { FrameReader } from '../canonical/frame-reader';
import { GeminiAnswerReader } from './answer-reader';
import { finishReasonName } from './enum-names';

/** Reads back the chunks of `streamGenerateContent`. */
export class GeminiFrameReader implements FrameReader {
  readonly #answer: GeminiAnswerReader;
  #hasReason = false;

  constructor(events: AnswerEvents) {
    this.#answer = new GeminiAnswerReader(events, false, '');
  }

  push(frames: Buffer): void {
    for (const response of objectsOf(frames)) {
      this.#hasReason ||= hasReason(response);
      this.#answer.take(response);
    }
  }

  /** The frame with the reason is the last one that has to come. */
  missing(ending: string): string {
    return this.#hasReason ? '' : ending;
  }

  whole(answer: JsonObject): void {
    this.#answer.take(answer);
    this.#answer.end();
  }

  end(): void {
    this.#answer.end();
  }
}

function hasReason({ candidates }: JsonObject): boolean {
  const [first] = Array.isArray(candidates) ? (candidates as readonly unknown[]) : [];
  return isObject(first) && finishReasonName(first['finishReason']) !== undefined;
}

const CONFIGS = ['generationConfig', 'generation_config'];

/** The fields of a request whose answer has begun: the beginning is the last content. */
export function geminiGoingOn(body: JsonObject, begun: AnswerBegun): JsonObject {
  const { text, instruction } = begun;
  const asked = instruction === undefined ? [] : [{ role: 'user', parts: [{ text: instruction }] }];
  const fields: Record<string, unknown> = {
    contents: [
      ...withBegun(turnsIn(body['contents']), { role: 'model', parts: [{ text }] }, 'parts', text),
      ...asked,
    ],
  };
  for (const name of CONFIGS) {
    const config = objectIn(body, name);
    if (config === undefined) continue;
    fields[name] = { ...config, ...limitsLeft(config, ['maxOutputTokens', 'max_output_tokens'], begun) };
  }
  return fields;
}
