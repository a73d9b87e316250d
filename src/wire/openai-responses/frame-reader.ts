import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { AnswerBegun } from '../canonical/answer-begun';
import { limitsLeft, turnsIn, withBegun } from '../canonical/answer-begun';
import type { AnswerEvents } from '../canonical/answer-events';
import { dataOf, objectsOf } from '../canonical/frame-reader';
import type { FrameReader } from '../canonical/frame-reader';
import { ResponsesAnswerReader } from './answer-reader';

/** Reads back the events of a streamed response. */
export class ResponsesFrameReader implements FrameReader {
  readonly #answer: ResponsesAnswerReader;
  /** Items and parts whose beginning was read, and that of the response. */
  readonly #begun = new Set<string>();
  /** Indexes of the items. */
  readonly #items = new Set<number>();

  constructor(events: AnswerEvents) {
    this.#answer = new ResponsesAnswerReader(events);
  }

  push(frames: Buffer): void {
    for (const event of objectsOf(frames)) {
      const beginning = beginningOf(event);
      if (beginning !== undefined) this.#begun.add(beginning);
      if (typeof event['output_index'] === 'number') this.#items.add(event['output_index']);
      this.#answer.event(event);
    }
  }

  /** What has begun does not begin a second time; items have to be where the provider has put them. */
  seam(frames: string): string | undefined {
    const going: string[] = [];
    for (const frame of frames.split('\n\n')) {
      const event = dataOf(frame);
      const index = event?.['output_index'];
      if (typeof index === 'number' && !this.#items.has(index) && index !== this.#items.size)
        return undefined;
      const beginning = event && beginningOf(event);
      const isKnown = typeof index === 'number' && this.#items.has(index);
      // The provider has told of an item of another type at this place.
      if (isKnown && event?.['type'] === ITEM_BEGINS && !this.#begun.has(beginning ?? '')) return undefined;
      if (beginning === undefined || !this.#begun.has(beginning)) going.push(frame);
      if (typeof index === 'number') this.#items.add(index);
    }
    return going.join('\n\n');
  }

  whole(answer: JsonObject): void {
    this.#answer.whole(answer);
  }

  end(): void {
    // The last event is among the frames.
  }
}

const ITEM_BEGINS = 'response.output_item.added';
const BEGINNINGS =
  /^response\.(?:created|in_progress|output_item\.added|content_part\.added|reasoning_summary_part\.added)$/;

/** Tells beginnings from each other; undefined for an event that is not one. */
function beginningOf(event: JsonObject): string | undefined {
  const { type, output_index, content_index, summary_index, item } = event;
  if (typeof type !== 'string' || !BEGINNINGS.test(type)) return undefined;
  const itemType = isObject(item) ? item['type'] : undefined;
  return JSON.stringify([type, output_index, content_index, summary_index, itemType]);
}

/** The fields of a request whose answer has begun: the beginning is the last item. */
export function responsesGoingOn(body: JsonObject, begun: AnswerBegun): JsonObject {
  const { input } = body;
  const { text, instruction } = begun;
  const before = typeof input === 'string' ? [{ role: 'user', content: input }] : turnsIn(input);
  const asked = instruction === undefined ? [] : [{ role: 'user', content: instruction }];
  return {
    input: [...withBegun(before, { role: 'assistant', content: text }, 'content', text), ...asked],
    ...limitsLeft(body, ['max_output_tokens'], begun),
  };
}
