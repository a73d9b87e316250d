import type { JsonObject } from '../../json/json-object';
import type { AnswerBegun } from '../canonical/answer-begun';
import { limitsLeft, turnsIn } from '../canonical/answer-begun';
import type { AnswerEvents } from '../canonical/answer-events';
import { objectsOf } from '../canonical/frame-reader';
import type { FrameReader } from '../canonical/frame-reader';
import { ResponsesAnswerReader } from './answer-reader';

/** Reads back the events of a streamed response. */
export class ResponsesFrameReader implements FrameReader {
  readonly #answer: ResponsesAnswerReader;

  constructor(events: AnswerEvents) {
    this.#answer = new ResponsesAnswerReader(events);
  }

  push(frames: Buffer): void {
    for (const event of objectsOf(frames)) this.#answer.event(event);
  }

  whole(answer: JsonObject): void {
    this.#answer.whole(answer);
  }

  end(): void {
    // The last event is among the frames.
  }
}

/** The fields of a request whose answer has begun: the beginning is the last item. */
export function responsesGoingOn(body: JsonObject, begun: AnswerBegun): JsonObject {
  const { input } = body;
  const { text, instruction } = begun;
  const before = typeof input === 'string' ? [{ role: 'user', content: input }] : turnsIn(input);
  const asked = instruction === undefined ? [] : [{ role: 'user', content: instruction }];
  return {
    input: [...before, { role: 'assistant', content: text }, ...asked],
    ...limitsLeft(body, ['max_output_tokens'], begun),
  };
}
