import { isObject } from '../../json/json-object';
import type { JsonObject } from '../../json/json-object';
import type { AnswerBegun } from '../canonical/answer-begun';
import { limitsLeft, turnsIn, withBegun } from '../canonical/answer-begun';
import type { AnswerEvents } from '../canonical/answer-events';
import { dataOf, objectsOf } from '../canonical/frame-reader';
import type { FrameReader } from '../canonical/frame-reader';
import { MessagesAnswerReader } from './answer-reader';

const FRAME_END = '\n\n';
/** The caller's own blocks are read, whatever the tools were. */
const NO_TOOLS = { answerTool: undefined, customTools: new Set<string>() };

/** Reads back the events of a streamed message. */
export class MessagesFrameReader implements FrameReader {
  readonly #answer: MessagesAnswerReader;
  readonly #ended = new Set<unknown>();
  /** The type of the block that has begun, while nothing of it has come. */
  #empty: { readonly index: unknown; readonly type: unknown } | undefined;

  constructor(events: AnswerEvents) {
    this.#answer = new MessagesAnswerReader(events, NO_TOOLS);
  }

  push(frames: Buffer): void {
    for (const event of objectsOf(frames)) {
      this.#note(event);
      this.#answer.event(event);
    }
  }

  whole(answer: JsonObject): void {
    this.#answer.message(answer);
  }

  end(): void {
    // `message_stop` is among the frames.
  }

  missing(ending: string): string {
    return ending
      .split(FRAME_END)
      .filter((frame) => !this.#ended.has(dataOf(frame)?.['type']))
      .join(FRAME_END);
  }

  seam(frames: string): string | undefined {
    const empty = this.#empty;
    if (empty === undefined || frames === '') return frames;
    this.#empty = undefined;
    // Where nothing has come of the first block either, the message begins for its writer with that.
    const [begun, rest] = firstOf(frames);
    const [first, following] = begun?.['type'] === 'message_start' ? firstOf(rest) : [begun, rest];
    const block = first?.['content_block'];
    const goesOn = first?.['index'] === empty.index && isObject(block) && block['type'] === empty.type;
    return goesOn ? following : undefined;
  }

  /** A tool's block is no matter: its call was told with it, and so it has begun for the writer too. */
  #note({ type, index, content_block: block }: JsonObject): void {
    if (type === 'ping') return;
    if (type === 'message_delta' || type === 'message_stop') this.#ended.add(type);
    const begins = type === 'content_block_start' && isObject(block) && block['type'] !== 'tool_use';
    this.#empty = begins ? { index, type: block['type'] } : undefined;
  }
}

/** The first event of frames, and what comes behind it. */
function firstOf(frames: string): readonly [JsonObject | undefined, string] {
  const end = frames.indexOf(FRAME_END) + FRAME_END.length;
  return [dataOf(frames.slice(0, end)), frames.slice(end)];
}

/** The fields of a request whose answer has begun: the beginning is the last message. */
export function messagesGoingOn(body: JsonObject, begun: AnswerBegun): JsonObject {
  const { text, instruction } = begun;
  const asked = instruction === undefined ? [] : [{ role: 'user', content: instruction }];
  return {
    messages: [
      ...withBegun(turnsIn(body['messages']), { role: 'assistant', content: text }, 'content', text),
      ...asked,
    ],
    ...limitsLeft(body, ['max_tokens'], begun),
  };
}
