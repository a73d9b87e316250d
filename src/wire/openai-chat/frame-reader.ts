import type { JsonObject } from '../../json/json-object';
import type { AnswerBegun } from '../canonical/answer-begun';
import { limitsLeft, turnsIn, withBegun } from '../canonical/answer-begun';
import type { AnswerEvents } from '../canonical/answer-events';
import { objectsOf } from '../canonical/frame-reader';
import type { FrameReader } from '../canonical/frame-reader';
import { ChatAnswerReader } from './answer-reader';

/** Reads back the chunks of a stream of Chat Completions. */
export class ChatFrameReader implements FrameReader {
  readonly #answer: ChatAnswerReader;

  constructor(events: AnswerEvents) {
    this.#answer = new ChatAnswerReader(events);
  }

  push(frames: Buffer): void {
    for (const chunk of objectsOf(frames)) this.#answer.take(chunk);
  }

  whole(answer: JsonObject): void {
    this.#answer.take(answer);
    this.#answer.end();
  }

  end(): void {
    this.#answer.end();
  }
}

/** The fields of a request whose answer has begun: the beginning is the last message. */
export function chatGoingOn(body: JsonObject, begun: AnswerBegun): JsonObject {
  const { text, instruction } = begun;
  const asked = instruction === undefined ? [] : [{ role: 'user', content: instruction }];
  return {
    messages: [
      ...withBegun(turnsIn(body['messages']), { role: 'assistant', content: text }, 'content', text),
      ...asked,
    ],
    ...limitsLeft(body, ['max_tokens', 'max_completion_tokens'], begun),
  };
}
